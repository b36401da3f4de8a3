import type { LaneWorkerId } from './lane-port.ts'

/** A worker that has said nothing for so long is gone: it renews what it holds every 5 s, and pulls when it holds less than it could. */
const silentMs = 20_000
/** A call that nobody has answered in this long is made again: the message may be lost. */
export const unansweredMs = 5_000
/** Slots of a worker until the first has come. */
const assumedSlots = 8

/** Which workers a shard of a lane knows of, and which calls for more are out. Times are epoch milliseconds. */
export interface LaneStaff {
  workers: Map<string, { slots: number; heardAt: number }>
  callsAt: number[]
}

/** The staff of a lane whose process has just begun: nobody is known, and nobody called. */
export const newStaff = (): LaneStaff => ({ workers: new Map(), callsAt: [] })

/** Notes that a worker was heard of; one that comes for the first time answers a call. */
export function hearWorker(staff: LaneStaff, { id, slots }: LaneWorkerId, now: number): void {
  if (!staff.workers.has(id)) staff.callsAt.shift()
  staff.workers.set(id, { slots, heardAt: now })
}

/** Notes that a worker has left. */
export function loseWorker(staff: LaneStaff, id: string): void {
  staff.workers.delete(id)
}

/**
 * How many workers to call now, which are then noted as called: as many as so many tickets (waiting to run, or held) need, with those that are
 * there or called, and `most` in all.
 */
export function callWorkers(staff: LaneStaff, waiting: number, held: number, most: number, now: number): number {
  if (waiting === 0) return 0
  let slots = 0
  for (const [id, worker] of staff.workers) {
    if (worker.heardAt + silentMs > now) slots = worker.slots
    else staff.workers.delete(id)
  }
  staff.callsAt = staff.callsAt.filter((at) => at + unansweredMs > now)
  const needed = Math.min(most, Math.ceil((waiting + held) / (slots || assumedSlots)))
  const missing = Math.max(0, needed - staff.workers.size - staff.callsAt.length)
  for (let n = 0; n < missing; n++) staff.callsAt.push(now)
  return missing
}
