import { type LaneName, lanes } from '../lane/lane.ts'

/** Somebody who waits for a permit, until `until` at most. Times are epoch milliseconds. */
export interface Waiter {
  token: string
  lane: LaneName
  since: number
  until: number
}

/**
 * Puts a waiter into the line at its place: in the order of asking, each with its lane's head start. A waiter of a less urgent lane is passed
 * no more once it has waited for the difference. One that is refused asks anew, so that a short patience needs an assured share besides.
 */
export function joinLine<W extends Waiter>(line: W[], waiter: W): void {
  const rank = ({ since, lane }: Waiter) => since - lanes[lane].headStartMs
  const place = line.findIndex((other) => rank(other) > rank(waiter))
  line.splice(place === -1 ? line.length : place, 0, waiter)
}
