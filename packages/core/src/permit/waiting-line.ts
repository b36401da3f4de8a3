import type { Lane } from '../lane/lane.ts'

/** Somebody who waits for a permit, until `until` at most. Times are epoch milliseconds. */
export interface Waiter {
  token: string
  lane: Lane
  since: number
  until: number
}

/**
 * By how much a lane goes before one of less urgency: live always, and interactive for some seconds, after which a bulk waiter is
 * passed no more. Who is refused asks anew, so that where patience is shorter than that, bulk needs a share besides.
 */
const headStartMs: Record<Lane, number> = { live: 86_400_000, interactive: 5_000, bulk: 0 }

/** Puts a waiter into the line at its place: by lane, and in the order of asking within one. */
export function joinLine<W extends Waiter>(line: W[], waiter: W): void {
  const rank = ({ since, lane }: Waiter) => since - headStartMs[lane]
  const place = line.findIndex((other) => rank(other) > rank(waiter))
  line.splice(place === -1 ? line.length : place, 0, waiter)
}
