import type { LaneWorkerId } from './lane-port.ts'

/** A worker without a sign of life for this long is dead. A living one renews its leases every 5 s, and pulls while it has a free slot. */
const silentMs = 20_000
/** A call without an answer is repeated after this time, because its message may be lost. */
export const unansweredMs = 5_000
/** The assumed slots of a worker before the first worker has pulled. */
const assumedSlots = 8

/** The workers that a shard knows, and its unanswered calls. Times are epoch milliseconds. */
export interface LaneStaff {
  workers: Map<string, { slots: number; heardAt: number }>
  callsAt: number[]
}

/** The workers of a shard whose process has just started: none is known, and none is called. */
export const newStaff = (): LaneStaff => ({ workers: new Map(), callsAt: [] })

/** Records a sign of life of a worker. The first one answers a call. */
export function hearWorker(staff: LaneStaff, { id, slots }: LaneWorkerId, now: number): void {
  if (!staff.workers.has(id)) staff.callsAt.shift()
  staff.workers.set(id, { slots, heardAt: now })
}

/** Records that a worker has left. */
export function loseWorker(staff: LaneStaff, id: string): void {
  staff.workers.delete(id)
}

/**
 * The number of workers to call now; they count as called from then on. Known and called workers are then as many as the waiting and held tickets
 * need, and at most `most`.
 */
export function callWorkers(staff: LaneStaff, waiting: number, held: number, most: number, now: number): number {
  if (waiting === 0) return 0
  let slots = 0
  for (const [id, worker] of staff.workers) {
    // After the clock was set back, a sign of life may lie ahead.
    worker.heardAt = Math.min(worker.heardAt, now)
    if (worker.heardAt + silentMs > now) slots = worker.slots
    else staff.workers.delete(id)
  }
  staff.callsAt = staff.callsAt.filter((at) => at <= now && at + unansweredMs > now)
  const needed = Math.min(most, Math.ceil((waiting + held) / (slots || assumedSlots)))
  const missing = Math.max(0, needed - staff.workers.size - staff.callsAt.length)
  for (let n = 0; n < missing; n++) staff.callsAt.push(now)
  return missing
}
