import type { HeldLease } from '../held-lease.ts'
import { newPace, type Pace } from './pace.ts'
import { insertSorted, placeOf, removeSorted } from './sorted.ts'

/** The place of a job in its lane, from submission until the job ends. Times are epoch milliseconds. */
export interface Ticket {
  id: string
  /** Counts up with each submission to this shard. A key's tickets are served in this order. */
  sequence: number
  keyId: string
  submittedAt: number
  /** As in `JobHeader`. Another clock than the lane's may have set it, so the lane ends the ticket at `endsAt`. */
  deadline: number
  endsAt: number
  /** When its present wait began: at its submission, or when a worker returned it. */
  restsFrom: number
  /** The earliest time at which the ticket may be handed out. */
  notBefore: number
  /** Counts expired leases and workers that asked for another try. It distinguishes a worker from the previous one. */
  attempt: number
  /** The number of consecutive last attempts whose worker never renewed its lease. */
  failures: number
  /** Tickets with the same value are one: the second submission gets the id of the first. Null: the ticket joins no other. */
  coalesce: string | null
  /** The key in whose line it stands, when that is not its own. An earlier version stored none. */
  line?: string
  /** Another key waits for the same, so its own key cannot cancel it. */
  isJoined?: boolean
  lease: (HeldLease & { token: string; startedAt: number }) | null
  /** Its deadline had passed by the clock of the machine on which the shard continued, and its present wait has begun again. */
  doubted?: boolean
  /** Why a worker returned it. */
  reason: string | null
  /** It has begun, and its worker deferred it. It keeps its place and no longer counts as waiting to begin. */
  paused: boolean
  /** Milliseconds for which workers held it under leases that have ended. */
  heldMs: number
}

/** The end of a job whose ticket its lane will not hand out again. */
export type GivenUpStatus = 'failed' | 'timed_out' | 'cancelled'

/** One key's tickets that may be handed out now, in two lists ordered by sequence. */
export interface Queue {
  waiting: Ticket[]
  /** Tickets that had begun, were deferred and may run again. */
  paused: Ticket[]
}

/**
 * The tickets of one shard. A ticket without a lease is in its key's queue or, until its time is reached, in `resting`. `ring` has the keys with a
 * queue, the next to be served first, so that one caller's 25,000 jobs do not starve three jobs of another.
 */
export interface LaneState {
  nextSequence: number
  tickets: Map<string, Ticket>
  leased: Set<Ticket>
  queues: Map<string, Queue>
  ring: string[]
  /** Tickets that wait for a time, the earliest first. */
  resting: Ticket[]
  coalesced: Map<string, string>
  /** The number of each key's tickets. */
  counts: Map<string, number>
  /** A lower bound of all `endsAt`. */
  firstDeadline: number
  pace: Pace
}

/** Builds the state from stored tickets, as a new process does. */
export function restoreLane(tickets: Ticket[], nextSequence: number, pace: Pace = newPace()): LaneState {
  const state: LaneState = {
    nextSequence,
    tickets: new Map(),
    leased: new Set(),
    queues: new Map(),
    ring: [],
    resting: [],
    coalesced: new Map(),
    counts: new Map(),
    firstDeadline: Number.POSITIVE_INFINITY,
    pace,
  }
  for (const ticket of tickets.toSorted((a, b) => a.sequence - b.sequence)) addTicket(state, ticket)
  return state
}

/** Adds a ticket. One that waits for a time rests until `releaseTickets` is called after that time. */
export function addTicket(state: LaneState, ticket: Ticket): void {
  state.tickets.set(ticket.id, ticket)
  state.counts.set(ticket.keyId, countOf(state, ticket.keyId) + 1)
  if (ticket.coalesce !== null) state.coalesced.set(ticket.coalesce, ticket.id)
  if (ticket.lease) state.leased.add(ticket)
  else if (ticket.notBefore > ticket.restsFrom) rest(state, ticket)
  else enqueueTicket(state, ticket)
  state.firstDeadline = Math.min(state.firstDeadline, ticket.endsAt)
}

/** Removes a ticket, wherever it is. */
export function dropTicket(state: LaneState, ticket: Ticket): void {
  takeOut(state, ticket)
  state.leased.delete(ticket)
  state.tickets.delete(ticket.id)
  const left = countOf(state, ticket.keyId) - 1
  if (left > 0) state.counts.set(ticket.keyId, left)
  else state.counts.delete(ticket.keyId)
  if (ticket.coalesce !== null) state.coalesced.delete(ticket.coalesce)
  if (state.tickets.size === 0) state.firstDeadline = Number.POSITIVE_INFINITY
}

/** The number of a key's tickets. */
export const countOf = ({ counts }: LaneState, keyId: string): number => counts.get(keyId) ?? 0

/** The key in whose line a ticket stands. */
export const lineOf = ({ line, keyId }: Ticket): string => line ?? keyId

/** Lets a ticket without a lease wait until its `notBefore`. */
export function rest(state: LaneState, ticket: Ticket): void {
  insertSorted(state.resting, ticket, byTime)
}

/** Restores the order of `resting` after times have changed. */
export function sortResting(state: LaneState): void {
  state.resting.sort(byTime)
}

/** Puts every ticket whose time is reached into its queue. */
export function releaseTickets(state: LaneState, now: number): void {
  let due = 0
  while (state.resting[due] && state.resting[due]!.notBefore <= now) due += 1
  for (const ticket of state.resting.splice(0, due)) enqueueTicket(state, ticket)
}

/** Puts a ticket into the queue of its line, in the order of the sequence. */
export function enqueueTicket(state: LaneState, ticket: Ticket): void {
  const line = lineOf(ticket)
  let queue = state.queues.get(line)
  if (!queue) {
    queue = { waiting: [], paused: [] }
    state.queues.set(line, queue)
    state.ring.push(line)
  }
  insertSorted(listOf(queue, ticket), ticket, bySequence)
}

/** Takes a ticket without a lease out of its line or out of `resting`. A key without a queue leaves the ring. */
export function takeOut(state: LaneState, ticket: Ticket): void {
  if (removeSorted(state.resting, ticket, byTime)) return
  const line = lineOf(ticket)
  const queue = state.queues.get(line)
  if (!queue || !removeSorted(listOf(queue, ticket), ticket, bySequence)) return
  if (queue.waiting.length + queue.paused.length > 0) return
  state.queues.delete(line)
  state.ring = state.ring.filter((keyId) => keyId !== line)
}

/** The key's oldest ticket that may be handed out. */
export function firstOf({ waiting, paused }: Queue): Ticket {
  const [first, begun] = [waiting[0], paused[0]]
  return first && (!begun || first.sequence < begun.sequence) ? first : begun!
}

/** The number of a key's waiting jobs before `sequence`. */
export const aheadOf = (waiting: Ticket[], sequence: number): number =>
  placeOf(waiting, (other) => other.sequence - sequence)

const listOf = (queue: Queue, ticket: Ticket): Ticket[] => (ticket.paused ? queue.paused : queue.waiting)
const bySequence = (a: Ticket, b: Ticket): number => a.sequence - b.sequence
const byTime = (a: Ticket, b: Ticket): number => a.notBefore - b.notBefore || a.sequence - b.sequence

/** The number of tickets that may be handed out now. */
export function countRunnable(state: LaneState, now: number): number {
  releaseTickets(state, now)
  return state.tickets.size - state.leased.size - state.resting.length
}
