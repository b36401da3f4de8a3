import { doubtEnd, isDoubtful, timeAgain } from '../held-lease.ts'
import { leaseMs } from './lane-machine.ts'
import { type LaneState, sortResting, type Ticket } from './lane-state.ts'

/** The deadline of a job whose stored deadline is not a number, in ms from now. */
const usualDeadlineMs = 86_400_000

/** A ticket as any version stored it. An earlier version stored no `restsFrom` and no `endsAt`. */
export type StoredTicket = Omit<Ticket, 'restsFrom' | 'endsAt'> & Partial<Pick<Ticket, 'restsFrom' | 'endsAt'>>

/**
 * Corrects the times of a ticket that were stored by a clock ahead of `now`: what is left of a rest, a lease or the time to the deadline is
 * at most their whole length. Replaces times that are not numbers. Store what was `corrected`, or each restart would begin the wait anew.
 */
function correctTimes(stored: StoredTicket, now: number): { ticket: Ticket; corrected: boolean } {
  const submittedAt = finite(stored.submittedAt, now)
  const deadline = finite(stored.deadline, now + usualDeadlineMs)
  const from = finite(stored.restsFrom, submittedAt)
  const times = {
    submittedAt: Math.min(submittedAt, now),
    deadline,
    endsAt: leftOf(submittedAt, finite(stored.endsAt, deadline), now),
    restsFrom: Math.min(from, now),
    notBefore: leftOf(from, finite(stored.notBefore, now), now),
  }
  // The clock that was ahead is behind us, so the next one may be ahead again.
  if (from > now) delete stored.doubted
  const { lease } = stored
  const leaseTimes = lease && {
    startedAt: Math.min(finite(lease.startedAt, now), now),
    expiresAt: Math.min(finite(lease.expiresAt, now), now + leaseMs),
  }
  const corrected = differs(stored, times) || (lease !== null && differs(lease, leaseTimes!))
  if (lease) Object.assign(lease, leaseTimes)
  return { ticket: Object.assign(stored, times), corrected }
}

/**
 * Corrects the times of a stored ticket when its shard continues on another machine. Its clock may be ahead: then a lease goes on
 * for a little, and a deadline that passed without an alarm leaves the ticket the time that it had when its wait began, an hour at most. Each of them once.
 */
export function continueTicket(stored: StoredTicket, now: number): { ticket: Ticket; corrected: boolean } {
  const { ticket, corrected } = correctTimes(stored, now)
  const { lease, endsAt, restsFrom } = ticket
  if (lease) return { ticket, corrected: doubtEnd(lease, leaseMs, now) || corrected }
  if (ticket.doubted || !isDoubtful(endsAt, now)) return { ticket, corrected }
  Object.assign(ticket, { doubted: true, restsFrom: now, endsAt: now + timeAgain(endsAt - restsFrom) })
  return { ticket, corrected: true }
}

/** Corrects a state in memory after the clock was set back. Returns the tickets to store. */
export function correctLane(state: LaneState, now: number): Ticket[] {
  const read = [...state.tickets.values()].map((ticket) => correctTimes(ticket, now))
  sortResting(state)
  return read.flatMap(({ ticket, corrected }) => (corrected ? ticket : []))
}

/** A time that an earlier version did not store is not corrected. */
const differs = <T extends object>(stored: T, times: Partial<T>): boolean =>
  Object.entries(times).some(([name, time]) => ![time, undefined].includes(stored[name as keyof T]))

/** A stored time that is not a number was NaN, which JSON stores as null. */
const finite = (time: number | null | undefined, otherwise: number): number =>
  Number.isFinite(time) ? time! : otherwise

/** The end of a wait that began at `from`: if that lies ahead, the whole wait is left. */
const leftOf = (from: number, until: number, now: number): number =>
  from > now ? Math.min(until, now + Math.max(0, until - from)) : until
