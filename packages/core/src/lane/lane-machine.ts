import type { Outcome } from '../endings/ending.ts'
import { renewLease } from '../held-lease.ts'
import {
  addTicket,
  countOf,
  dropTicket,
  enqueueTicket,
  firstOf,
  type GivenUpStatus,
  type LaneState,
  releaseTickets,
  rest,
  type Ticket,
  takeOut,
} from './lane-state.ts'
import { heldByKey, joinTicket, turnOf } from './lane-turns.ts'
import { noteHeld, noteServed, noteWaited } from './pace.ts'

/** The duration of a lease that its worker does not renew. */
export const leaseMs = 15_000

/**
 * The maximum number of consecutive attempts whose worker never renewed its lease. After the last of them, the job fails. A job whose
 * workers live longer is tried until its deadline: its items count their own tries.
 */
export const maxFailures = 5

/** Tickets that one shard holds at most, since each is in the memory of one object. */
export const maxTickets = 100_000

/**
 * A key may have this many times as many tickets as places are free (Choudhury and Hahne, "Dynamic queue length thresholds", 1998). One key alone
 * gets four fifths of a shard, and there is always room for the next key.
 */
const shareOfFree = 4

/** Whether a key may add a ticket. */
export const mayAdd = (state: LaneState, keyId: string): boolean =>
  countOf(state, keyId) < shareOfFree * (maxTickets - state.tickets.size)

/** A change that `LaneDesk` stores or announces. */
export type LaneEffect =
  | { type: 'save'; ticket: Ticket }
  | { type: 'remove'; id: string }
  /** The ticket will not be handed out again. Its job ends with the reason. */
  | { type: 'give_up'; ticket: Ticket; status: GivenUpStatus; reason: string }

/** A ticket to be made. `deadline`: epoch milliseconds; `coalesce` as in `Ticket`. */
export interface NewTicket {
  keyId: string
  deadline: number
  coalesce: string | null
}

/**
 * Adds tickets. `idOf` makes the id for a sequence. Returns an id for each, in order. A ticket that joins another gets the id of that one and
 * is not in `added`; the other is in `joined` if it changed.
 */
export function submitTickets(state: LaneState, wanted: NewTicket[], idOf: (sequence: number) => string, now: number) {
  notePassing(state, now)
  const ids: string[] = []
  const added: Array<{ ticket: Ticket; index: number }> = []
  const joined: Ticket[] = []
  for (const [index, { keyId, deadline, coalesce }] of wanted.entries()) {
    const running = coalesce === null ? undefined : state.coalesced.get(coalesce)
    if (running !== undefined) {
      ids.push(running)
      const ticket = state.tickets.get(running)!
      if (joinTicket(state, ticket, keyId, now)) joined.push(ticket)
      continue
    }
    const sequence = state.nextSequence++
    const ticket = newTicket({
      id: idOf(sequence),
      sequence,
      keyId,
      submittedAt: now,
      deadline,
      endsAt: deadline,
      coalesce,
    })
    addTicket(state, ticket)
    ids.push(ticket.id)
    added.push({ ticket, index })
  }
  return { ids, added, joined }
}

/** Adds a ticket for a job that ended and is to run again, at the place of its sequence. Null when the job has a ticket. */
export function readmitTicket(
  state: LaneState,
  job: Pick<Ticket, 'id' | 'sequence' | 'keyId' | 'deadline' | 'endsAt'>,
  now: number,
): Ticket | null {
  notePassing(state, now)
  if (state.tickets.has(job.id)) return null
  const ticket = { ...newTicket({ ...job, submittedAt: now, coalesce: null }), reason: 'runs again' }
  addTicket(state, ticket)
  return ticket
}

/**
 * Hands out up to `max` tickets, one for each key in turn: the key's oldest that may run now. Hands out up to `spare` more to keys that hold none, so
 * that a caller whose jobs hold all slots does not keep others from starting.
 */
export function pullTickets(
  state: LaneState,
  max: number,
  tokenOf: (ticket: Ticket) => string,
  now: number,
  spare = 0,
): Ticket[] {
  notePassing(state, now)
  releaseTickets(state, now)
  const pulled: Ticket[] = []
  const held = heldByKey(state)
  while (pulled.length < max + spare) {
    const turn = turnOf(state.ring, held, pulled.length < max ? Number.POSITIVE_INFINITY : 0)
    if (turn === -1) break
    const [line] = state.ring.splice(turn, 1)
    state.ring.push(line!)
    held.set(line!, (held.get(line!) ?? 0) + 1)
    const ticket = firstOf(state.queues.get(line!)!)
    takeOut(state, ticket)
    if (ticket.attempt === 0 && !ticket.reason) noteWaited(state.pace, now - ticket.submittedAt)
    ticket.lease = { token: tokenOf(ticket), startedAt: now, expiresAt: now + leaseMs }
    delete ticket.doubted
    state.leased.add(ticket)
    pulled.push(ticket)
  }
  return pulled
}

/** The ticket under this lease. Null when the lease expired and another worker has the ticket, or the ticket is gone. */
function leasedTicket(state: LaneState, id: string, token: string): Ticket | null {
  const ticket = state.tickets.get(id)
  return ticket?.lease?.token === token ? ticket : null
}

/** Extends the leases that are still held, and returns their tickets. */
export function renewTickets(state: LaneState, held: Array<{ id: string; token: string }>, now: number): Ticket[] {
  return held.flatMap(({ id, token }) => {
    const ticket = leasedTicket(state, id, token)
    if (!ticket) return []
    renewLease(ticket.lease!, leaseMs, now)
    ticket.failures = 0
    return [ticket]
  })
}

/** Ends a lease with its outcome. Does nothing when the lease is no longer held. */
export function finishTicket(state: LaneState, id: string, token: string, outcome: Outcome, now: number): LaneEffect[] {
  const ticket = leasedTicket(state, id, token)
  if (!ticket) return []
  notePassing(state, now)
  switch (outcome.kind) {
    case 'done':
      noteServed(state.pace, ticket.heldMs + now - ticket.lease!.startedAt)
      return [removeTicket(state, ticket)]
    case 'defer':
      ticket.paused = true
      return [giveBack(state, ticket, outcome.afterMs, outcome.reason, now)]
    case 'retry':
      // Its worker lives, so a part that is away has failed it. Its deadline ends it.
      ticket.attempt += 1
      ticket.paused = false
      return [giveBack(state, ticket, outcome.afterMs, outcome.reason, now)]
    case 'reject':
      return [removeTicket(state, ticket), { type: 'give_up', ticket, status: 'failed', reason: outcome.reason }]
  }
}

/** Removes a waiting ticket. Null when it does not wait: then the job's own object must cancel the job. */
export function cancelTicket(state: LaneState, id: string, now: number): LaneEffect[] | null {
  const ticket = state.tickets.get(id)
  if (!ticket || ticket.lease) return null
  notePassing(state, now)
  return [removeTicket(state, ticket), { type: 'give_up', ticket, status: 'cancelled', reason: 'cancelled' }]
}

/** Removes the leased ticket of a job that has ended. Null when no worker holds the ticket. */
export function revokeTicket(state: LaneState, id: string, now: number): LaneEffect[] | null {
  const ticket = state.tickets.get(id)
  if (!ticket?.lease) return null
  notePassing(state, now)
  return [removeTicket(state, ticket)]
}

/** Ends expired leases and overdue tickets, and queues the resting tickets whose time is reached. */
export function expireTickets(state: LaneState, now: number): LaneEffect[] {
  notePassing(state, now)
  releaseTickets(state, now)
  const effects: LaneEffect[] = []
  for (const ticket of [...state.leased]) {
    if (ticket.lease!.expiresAt > now) continue
    effects.push(...loseWorker(state, ticket, now))
  }
  if (now >= state.firstDeadline) effects.push(...endOverdue(state, now))
  return effects
}

/**
 * The next time at which a lease expires, a deadline passes or a resting ticket may run; null when there is none. It may be too early,
 * because the deadline of an ended ticket still counts.
 */
export function nextLaneAlarm(state: LaneState): number | null {
  let next = Math.min(state.firstDeadline, state.resting[0]?.notBefore ?? Number.POSITIVE_INFINITY)
  for (const { lease } of state.leased) next = Math.min(next, lease!.expiresAt)
  return Number.isFinite(next) ? next : null
}

type Submitted = Pick<Ticket, 'id' | 'sequence' | 'keyId' | 'submittedAt' | 'deadline' | 'endsAt' | 'coalesce'>

const newTicket = (submitted: Submitted): Ticket => ({
  ...submitted,
  restsFrom: submitted.submittedAt,
  notBefore: submitted.submittedAt,
  attempt: 0,
  failures: 0,
  lease: null,
  reason: null,
  paused: false,
  heldMs: 0,
})

/** Records the pace since the last change. Call it before each change. */
function notePassing(state: LaneState, now: number): void {
  noteHeld(state.pace, state.leased.size, state.ring.length > 0, now)
}

function removeTicket(state: LaneState, ticket: Ticket): LaneEffect {
  dropTicket(state, ticket)
  return { type: 'remove', id: ticket.id }
}

function giveBack(state: LaneState, ticket: Ticket, afterMs: number, reason: string, now: number): LaneEffect {
  ticket.heldMs += now - ticket.lease!.startedAt
  ticket.lease = null
  ticket.restsFrom = now
  ticket.notBefore = now + afterMs
  ticket.reason = reason
  state.leased.delete(ticket)
  if (afterMs > 0) rest(state, ticket)
  else enqueueTicket(state, ticket)
  state.firstDeadline = Math.min(state.firstDeadline, ticket.endsAt)
  return { type: 'save', ticket }
}

function loseWorker(state: LaneState, ticket: Ticket, now: number): LaneEffect[] {
  const reason = 'its worker stopped answering'
  ticket.attempt += 1
  ticket.failures += 1
  ticket.paused = false
  if (ticket.failures < maxFailures) return [giveBack(state, ticket, 0, reason, now)]
  return [
    removeTicket(state, ticket),
    { type: 'give_up', ticket, status: 'failed', reason: `given up after ${ticket.failures} attempts: ${reason}` },
  ]
}

/** Ends tickets that wait past their deadline. A leased ticket ends when its worker returns it. */
function endOverdue(state: LaneState, now: number): LaneEffect[] {
  const reason = 'the job could not start before its deadline'
  const waiting = [...state.tickets.values()].filter((ticket) => !ticket.lease)
  const overdue = waiting.filter((ticket) => ticket.endsAt <= now)
  const effects = overdue.flatMap((ticket): LaneEffect[] => [
    removeTicket(state, ticket),
    { type: 'give_up', ticket, status: 'timed_out', reason },
  ])
  state.firstDeadline = waiting.reduce(
    (first, { endsAt }) => (endsAt > now ? Math.min(first, endsAt) : first),
    Number.POSITIVE_INFINITY,
  )
  return effects
}
