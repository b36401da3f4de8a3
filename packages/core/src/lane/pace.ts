/**
 * The recent pace of a shard, from which forecasts are made. It is measured, so that it follows when workers start, stop, or share their slots with
 * other shards.
 */
export interface Pace {
  /** Milliseconds for which workers held each of the last ended tickets, oldest first. */
  serviceMs: number[]
  /** Milliseconds for which each of the last started tickets waited, oldest first. */
  waitedMs: number[]
  /** The mean number of concurrently held tickets while others waited. Older values lose weight with the time constant `memoryMs`. */
  parallel: number
  /** The last update of `parallel`, epoch milliseconds; 0 before the first. */
  notedAt: number
}

/** The assumed number of concurrently held tickets before the first measurement. */
const assumedParallel = 8
/** Short, because a caller's wait changes at once when workers leave. The number of held tickets hardly varies while others wait. */
const memoryMs = 10_000
const samplesKept = 200

/** The pace of a shard before the first measurement. */
export const newPace = (): Pace => ({ serviceMs: [], waitedMs: [], parallel: assumedParallel, notedAt: 0 })

/** Notes the number of held tickets since the last update, and whether others waited. */
export function noteHeld(pace: Pace, held: number, othersWaited: boolean, now: number): void {
  const passed = now - pace.notedAt
  if (othersWaited && pace.notedAt > 0 && passed > 0) {
    pace.parallel += (held - pace.parallel) * (1 - Math.exp(-passed / memoryMs))
  }
  pace.notedAt = now
}

/** Notes the time for which workers held a ticket that has ended. */
export function noteServed(pace: Pace, heldMs: number): void {
  keepSample(pace.serviceMs, Math.max(0, heldMs))
}

/** Notes the time that a ticket waited before it was first handed out. */
export function noteWaited(pace: Pace, waitedMs: number): void {
  keepSample(pace.waitedMs, Math.max(0, waitedMs))
}

function keepSample(samples: number[], ms: number): void {
  samples.push(ms)
  if (samples.length > samplesKept) samples.shift()
}
