import { byLane } from '../lane/lane.ts'
import type { Waiter } from './waiting-line.ts'

/** A waiter and the API key for whose work it waits. Work of no key, and of a caller of an earlier version, has the key ''. */
export interface KeyedWaiter extends Waiter {
  keyId: string
}

/** The number of lent leases of each key. An earlier version stored leases without their key. */
export function heldByKey(leases: Iterable<{ keyId?: string }>): Map<string, number> {
  const held = new Map<string, number>()
  for (const { keyId = '' } of leases) held.set(keyId, (held.get(keyId) ?? 0) + 1)
  return held
}

/**
 * The line in the order of service. The places of each lane stay, and its keys take them in turn: first the key that holds the fewest leases, among
 * equals the one that was served longest ago, and of each key its first waiter. So many waiters of one key do not delay one of another.
 * `served`: keys in the order of their last service.
 */
export function inTurnOfKeys<W extends KeyedWaiter>(line: W[], held: Map<string, number>, served: string[]): W[] {
  if (new Set(line.map(({ keyId }) => keyId)).size < 2) return line
  const counts = new Map(held)
  const last = new Map(served.map((keyId, place) => [keyId, place + 1]))
  const waiting = byLane((lane) =>
    Map.groupBy(
      line.filter((waiter) => waiter.lane === lane),
      ({ keyId }) => keyId,
    ),
  )
  return line.map(({ lane }) => {
    let next: string | null = null
    for (const keyId of waiting[lane].keys()) if (next === null || isBefore(keyId, next)) next = keyId
    const own = waiting[lane].get(next!)!
    const waiter = own.shift()!
    if (own.length === 0) waiting[lane].delete(next!)
    counts.set(next!, (counts.get(next!) ?? 0) + 1)
    last.set(next!, served.length + line.length + 1)
    return waiter
  })

  function isBefore(one: string, other: string): boolean {
    const more = (counts.get(one) ?? 0) - (counts.get(other) ?? 0)
    return more < 0 || (more === 0 && (last.get(one) ?? 0) < (last.get(other) ?? 0))
  }
}

/** Keys whose last service is remembered. One that is forgotten comes first again. */
const mostServed = 100

/** The keys in the order of their last service after a service of `keyId`. */
export const withServed = (served: string[], keyId: string): string[] =>
  [...served.filter((other) => other !== keyId), keyId].slice(-mostServed)
