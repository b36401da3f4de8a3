import { type LaneName, lanes } from '../lane/lane.ts'

/** A caller that waits for a permit until `until` at most. Times are epoch milliseconds. */
export interface Waiter {
  token: string
  lane: LaneName
  since: number
  until: number
}

/**
 * Puts a waiter into the line, in the order of the requests less the head start of each lane. Once a waiter has waited for the difference in
 * head start, newcomers of the more urgent lane queue behind it. A refused caller starts anew, so short waits also need an assured share.
 */
export function joinLine<W extends Waiter>(line: W[], waiter: W): void {
  const rank = ({ since, lane }: Waiter) => since - lanes[lane].headStartMs
  const place = line.findIndex((other) => rank(other) > rank(waiter))
  line.splice(place === -1 ? line.length : place, 0, waiter)
}
