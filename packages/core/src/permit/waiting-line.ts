import { type LaneName, lanes } from '../lane/lane.ts'

/** A caller that waits for a permit until `until` at most. Times are epoch milliseconds. */
export interface Waiter {
  token: string
  lane: LaneName
  since: number
  until: number
}

/**
 * Inserts a waiter into the line, which is ordered by the time of the request minus the lane's head start. A newcomer of a more urgent lane
 * does not pass a waiter that has already waited for the difference between their head starts. A refused caller loses the time that it has
 * waited, so a lane with short waits also needs an assured share.
 */
export function joinLine<W extends Waiter>(line: W[], waiter: W): void {
  const rank = ({ since, lane }: Waiter) => since - lanes[lane].headStartMs
  const place = line.findIndex((other) => rank(other) > rank(waiter))
  line.splice(place === -1 ? line.length : place, 0, waiter)
}
