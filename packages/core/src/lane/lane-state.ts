/** A place in a Lane, from submission until the job ends. Times are epoch milliseconds. */
export interface Ticket {
  id: string
  /** Counts up with each submission to this shard; a caller's tickets are served in this order. */
  sequence: number
  keyId: string
  submittedAt: number
  deadline: number
  /** Not to be handed out before. */
  notBefore: number
  /** How often it was handed out and its lease ran out, or its worker asked for another try: what tells a worker from the one before. */
  attempt: number
  /** Of those attempts, the last ones in a row whose worker did not live to renew its lease. */
  failures: number
  /** Tickets with the same non-null value are one: the second submission gets the first's id. */
  coalesce: string | null
  lease: { token: string; startedAt: number; expiresAt: number } | null
  /** Why it waits, when it was given back. */
  reason: string | null
}

/** How a job ends whose ticket the Lane will not hand out (again). */
export type GivenUpStatus = 'failed' | 'timed_out' | 'cancelled'

/**
 * Who waits and who is served. `queues` holds each key's waiting tickets by sequence; `ring` the keys that have any, the next to be
 * served first, so that one caller's 25,000 do not starve another's three.
 */
export interface LaneState {
  nextSequence: number
  tickets: Map<string, Ticket>
  queues: Map<string, Ticket[]>
  ring: string[]
  coalesced: Map<string, string>
  /** Durations of the last jobs served, milliseconds, oldest first: what the ETA is made of. */
  serviceTimes: number[]
}

/** The state that stored tickets describe: what a Lane object starts from after its process was replaced. */
export function restoreLane(tickets: Ticket[], nextSequence: number, serviceTimes: number[]): LaneState {
  const state: LaneState = {
    nextSequence,
    tickets: new Map(),
    queues: new Map(),
    ring: [],
    coalesced: new Map(),
    serviceTimes,
  }
  for (const ticket of tickets.toSorted((a, b) => a.sequence - b.sequence)) {
    state.tickets.set(ticket.id, ticket)
    if (ticket.coalesce !== null) state.coalesced.set(ticket.coalesce, ticket.id)
    if (!ticket.lease) enqueueTicket(state, ticket)
  }
  return state
}

/** Puts a ticket into its key's queue at the place its sequence gives it. */
export function enqueueTicket(state: LaneState, ticket: Ticket): void {
  const queue = state.queues.get(ticket.keyId)
  if (queue) queue.splice(placeInQueue(queue, ticket.sequence), 0, ticket)
  else {
    state.queues.set(ticket.keyId, [ticket])
    state.ring.push(ticket.keyId)
  }
}

/** Takes a waiting ticket out of its queue; a key without waiting tickets leaves the ring. */
export function dequeueTicket(state: LaneState, ticket: Ticket): void {
  const queue = state.queues.get(ticket.keyId)
  if (!queue) return
  const place = placeInQueue(queue, ticket.sequence)
  if (queue[place] === ticket) queue.splice(place, 1)
  if (queue.length > 0) return
  state.queues.delete(ticket.keyId)
  state.ring = state.ring.filter((keyId) => keyId !== ticket.keyId)
}

/** How many of the queue's tickets come before `sequence`. */
export function placeInQueue(queue: Ticket[], sequence: number): number {
  let low = 0
  let high = queue.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (queue[middle]!.sequence < sequence) low = middle + 1
    else high = middle
  }
  return low
}
