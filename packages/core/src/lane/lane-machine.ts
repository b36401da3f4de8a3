import type { Outcome } from '../outcome.ts'
import { dequeueTicket, enqueueTicket, type GivenUpStatus, type LaneState, type Ticket } from './lane-state.ts'

/** How long a ticket stays with a worker that does not renew it. */
export const leaseMs = 15_000
/**
 * Attempts in a row that end before a worker has renewed its lease once; after the last the job fails. A job whose workers get on is
 * tried again until its deadline: its items count their own tries.
 */
export const maxFailures = 5
const serviceTimesKept = 200

/** More than this many tickets in one shard are refused: each is held in the object's memory. */
export const maxTickets = 100_000

/** What the shell stores, and whom it tells. */
export type LaneEffect =
  | { type: 'save'; ticket: Ticket }
  | { type: 'remove'; id: string }
  /** The ticket will not be handed out (again): its job is told why, and ends. */
  | { type: 'give_up'; ticket: Ticket; status: GivenUpStatus; reason: string }

/** A place that is asked for. `deadline`: epoch milliseconds; `coalesce` as in `Ticket`. */
export interface NewTicket {
  keyId: string
  deadline: number
  coalesce: string | null
}

/**
 * Takes tickets in. `idOf` makes the id for a sequence. Returns an id for each, in order; a coalesced one gets that of the
 * ticket that it joins, which is then not in `added`.
 */
export function submitTickets(state: LaneState, wanted: NewTicket[], idOf: (sequence: number) => string, now: number) {
  const ids: string[] = []
  const added: Array<{ ticket: Ticket; index: number }> = []
  for (const [index, { keyId, deadline, coalesce }] of wanted.entries()) {
    const running = coalesce === null ? undefined : state.coalesced.get(coalesce)
    if (running !== undefined) {
      ids.push(running)
      continue
    }
    const sequence = state.nextSequence++
    const ticket: Ticket = {
      id: idOf(sequence),
      sequence,
      keyId,
      submittedAt: now,
      deadline,
      notBefore: now,
      attempt: 0,
      failures: 0,
      coalesce,
      lease: null,
      reason: null,
    }
    state.tickets.set(ticket.id, ticket)
    if (coalesce !== null) state.coalesced.set(coalesce, ticket.id)
    enqueueTicket(state, ticket)
    ids.push(ticket.id)
    added.push({ ticket, index })
  }
  return { ids, added }
}

/** Hands out up to `max` tickets: a ticket a key in turn, each key's oldest that may run now. */
export function pullTickets(state: LaneState, max: number, tokenOf: (ticket: Ticket) => string, now: number): Ticket[] {
  const pulled: Ticket[] = []
  let barren = 0
  while (pulled.length < max && barren < state.ring.length) {
    const keyId = state.ring.shift()!
    state.ring.push(keyId)
    const ticket = state.queues.get(keyId)?.find((waiting) => waiting.notBefore <= now)
    if (!ticket) {
      barren += 1
      continue
    }
    barren = 0
    dequeueTicket(state, ticket)
    ticket.lease = { token: tokenOf(ticket), startedAt: now, expiresAt: now + leaseMs }
    pulled.push(ticket)
  }
  return pulled
}

/** The ticket under this lease, or null when the lease ran out and was given to another, or the job was cancelled. */
function leasedTicket(state: LaneState, id: string, token: string): Ticket | null {
  const ticket = state.tickets.get(id)
  return ticket?.lease?.token === token ? ticket : null
}

/** Extends the leases that are still held; returns the tickets kept. */
export function renewTickets(state: LaneState, held: Array<{ id: string; token: string }>, now: number): Ticket[] {
  return held.flatMap(({ id, token }) => {
    const ticket = leasedTicket(state, id, token)
    if (!ticket) return []
    ticket.lease!.expiresAt = now + leaseMs
    ticket.failures = 0
    return [ticket]
  })
}

/** Ends a lease with what came of it. Nothing happens when the lease is no longer held. */
export function finishTicket(state: LaneState, id: string, token: string, outcome: Outcome, now: number): LaneEffect[] {
  const ticket = leasedTicket(state, id, token)
  if (!ticket) return []
  switch (outcome.kind) {
    case 'done':
      state.serviceTimes.push(now - ticket.lease!.startedAt)
      if (state.serviceTimes.length > serviceTimesKept) state.serviceTimes.shift()
      return [removeTicket(state, ticket)]
    case 'defer':
      return [giveBack(state, ticket, outcome.until, outcome.reason)]
    case 'retry':
      return retryOrGiveUp(state, ticket, outcome.at, outcome.reason)
    case 'reject':
      return [removeTicket(state, ticket), { type: 'give_up', ticket, status: 'failed', reason: outcome.reason }]
  }
}

/** Takes a waiting ticket out; null when it is not waiting: then the job's own object must be told. */
export function cancelTicket(state: LaneState, id: string): LaneEffect[] | null {
  const ticket = state.tickets.get(id)
  if (!ticket || ticket.lease) return null
  return [removeTicket(state, ticket), { type: 'give_up', ticket, status: 'cancelled', reason: 'cancelled' }]
}

/** What time alone does: leases run out, deadlines pass. */
export function expireTickets(state: LaneState, now: number): LaneEffect[] {
  const effects: LaneEffect[] = []
  for (const ticket of [...state.tickets.values()]) {
    if (ticket.lease && ticket.lease.expiresAt <= now) {
      effects.push(...retryOrGiveUp(state, ticket, now, 'its worker stopped answering'))
    } else if (!ticket.lease && ticket.deadline <= now) {
      effects.push(removeTicket(state, ticket), {
        type: 'give_up',
        ticket,
        status: 'timed_out',
        reason: 'the job could not start before its deadline',
      })
    }
  }
  return effects
}

/** The next moment at which time alone changes something, or at which a ticket that waits for a time may run; null when nothing does. */
export function nextLaneAlarm(state: LaneState, now: number): number | null {
  let next = Number.POSITIVE_INFINITY
  for (const ticket of state.tickets.values()) {
    if (ticket.lease) next = Math.min(next, ticket.lease.expiresAt)
    else next = Math.min(next, ticket.deadline, ticket.notBefore > now ? ticket.notBefore : Number.POSITIVE_INFINITY)
  }
  return Number.isFinite(next) ? next : null
}

function removeTicket(state: LaneState, ticket: Ticket): LaneEffect {
  if (!ticket.lease) dequeueTicket(state, ticket)
  state.tickets.delete(ticket.id)
  if (ticket.coalesce !== null) state.coalesced.delete(ticket.coalesce)
  return { type: 'remove', id: ticket.id }
}

function giveBack(state: LaneState, ticket: Ticket, notBefore: number, reason: string): LaneEffect {
  ticket.lease = null
  ticket.notBefore = notBefore
  ticket.reason = reason
  enqueueTicket(state, ticket)
  return { type: 'save', ticket }
}

function retryOrGiveUp(state: LaneState, ticket: Ticket, at: number, reason: string): LaneEffect[] {
  ticket.attempt += 1
  ticket.failures += 1
  if (ticket.failures < maxFailures) return [giveBack(state, ticket, at, reason)]
  return [
    removeTicket(state, ticket),
    { type: 'give_up', ticket, status: 'failed', reason: `given up after ${ticket.failures} attempts: ${reason}` },
  ]
}
