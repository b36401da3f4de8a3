/**
 * How fast a lane has been served of late: what forecasts are made of. Both numbers are measured, so that they follow when workers
 * come, go, or have to share their slots with other shards.
 */
export interface Pace {
  /** How long workers held each of the last tickets that ended, milliseconds, oldest first. */
  serviceMs: number[]
  /** How long the last tickets waited before they were first handed out, milliseconds, oldest first. */
  waitedMs: number[]
  /** Tickets held at a time while others waited, a mean that forgets by `memoryMs`. */
  parallel: number
  /** Up to when `parallel` has been noted, epoch milliseconds; 0 before the first time. */
  notedAt: number
}

/** Tickets that are taken to be held at a time until it is known. */
const assumedParallel = 8
/** Short, because a caller's wait changes at once when workers go; what is held hardly varies while others wait. */
const memoryMs = 10_000
const samplesKept = 200

/** The pace of a lane of which nothing is known. */
export const newPace = (): Pace => ({ serviceMs: [], waitedMs: [], parallel: assumedParallel, notedAt: 0 })

/** Notes that from the last time until `now` so many tickets were held, and whether others waited meanwhile. */
export function noteHeld(pace: Pace, held: number, othersWaited: boolean, now: number): void {
  const passed = now - pace.notedAt
  if (othersWaited && pace.notedAt > 0 && passed > 0) {
    pace.parallel += (held - pace.parallel) * (1 - Math.exp(-passed / memoryMs))
  }
  pace.notedAt = now
}

/** Notes how long workers held a ticket that has ended. */
export function noteServed(pace: Pace, heldMs: number): void {
  keepSample(pace.serviceMs, heldMs)
}

/** Notes how long a ticket waited that is handed out for the first time. */
export function noteWaited(pace: Pace, waitedMs: number): void {
  keepSample(pace.waitedMs, waitedMs)
}

function keepSample(samples: number[], ms: number): void {
  samples.push(ms)
  if (samples.length > samplesKept) samples.shift()
}
