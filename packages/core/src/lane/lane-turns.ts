import { aheadOf, enqueueTicket, type LaneState, lineOf, releaseTickets, type Ticket, takeOut } from './lane-state.ts'

/** The number of tickets that workers hold, by the key in whose line they stood. */
export function heldByKey({ leased }: LaneState): Map<string, number> {
  const held = new Map<string, number>()
  for (const ticket of leased) held.set(lineOf(ticket), (held.get(lineOf(ticket)) ?? 0) + 1)
  return held
}

/**
 * The place in the ring of the key whose turn it is: the one that holds the fewest tickets, and among equals the one that was served longest ago. So
 * each key gets its share of the slots, however long its jobs take. Only keys that hold at most `mostHeld` may have a turn. -1: none.
 */
export function turnOf(ring: string[], held: Map<string, number>, mostHeld: number): number {
  let best = -1
  let fewest = mostHeld + 1
  for (let at = 0; at < ring.length && fewest > 0; at++) {
    const count = held.get(ring[at]!) ?? 0
    if (count < fewest) [best, fewest] = [at, count]
  }
  return best
}

/**
 * Lets a key join the ticket of another one. If its own turn comes sooner, the ticket moves into its line, so that nobody waits behind the other
 * key's jobs. Returns whether the ticket changed.
 */
export function joinTicket(state: LaneState, ticket: Ticket, keyId: string, now: number): boolean {
  const isNew = keyId !== ticket.keyId && !ticket.isJoined
  if (isNew) ticket.isJoined = true
  releaseTickets(state, now)
  if (ticket.lease || !comesSooner(state, ticket, keyId)) return isNew
  const rests = ticket.notBefore > now
  if (!rests) takeOut(state, ticket)
  ticket.line = keyId
  if (!rests) enqueueTicket(state, ticket)
  return true
}

function comesSooner(state: LaneState, ticket: Ticket, keyId: string): boolean {
  const line = lineOf(ticket)
  if (line === keyId) return false
  const held = heldByKey(state)
  const heldMore = (held.get(line) ?? 0) - (held.get(keyId) ?? 0)
  return heldMore > 0 || (heldMore === 0 && before(state, ticket, keyId) < before(state, ticket, line))
}

/** The number of a key's tickets that come before this one. */
function before({ queues }: LaneState, { sequence }: Ticket, keyId: string): number {
  const queue = queues.get(keyId)
  return queue ? aheadOf(queue.waiting, sequence) + aheadOf(queue.paused, sequence) : 0
}
