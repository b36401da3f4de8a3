import { byLane, type LaneName, laneNames, lanes } from '../lane/lane.ts'
import { joinLine, type Waiter } from './waiting-line.ts'

/** A permit that is not renewed ends after so long; its holder renews it at a third of that. */
export const permitMs = 15_000
/** After trouble the limit rises by one so often, counted from its end: back at all `slots` after `(slots - 1)` times that. */
export const recoverEveryMs = 5_000
/** The first pause after trouble that names none; it doubles with each further one, up to the longest. */
const firstBackoffMs = 1_000
const longestBackoffMs = 300_000
/** A `Retry-After` beyond that is not waited out in one go: the domain is asked again then. */
const longestRetryAfterMs = 3_600_000
/** Permits in a row that lanes with the usual turn get before a lane with an assured share that waits, or has waited in vain. */
const maxPassedOver = 9
/** Who waited in vain for a slot comes back after so long. */
const shortestPauseMs = 250
/** Who is told a time comes back by so much earlier, to be in line when it has come: the way back takes a while. */
const earlyMs = 1_000

/** What the operator and the domain's own robots.txt say: requests in flight, and milliseconds between two starts. */
export interface DomainTerms {
  slots: number
  /** Null when it is not known yet, as while the robots.txt itself is fetched: then what was known stays. */
  delayMs: number | null
}

/**
 * Requests in flight to one domain, how many may be, and how fast they may follow each other. Two clocks hold the next one
 * back: `lastStartAt` with the crawl delay, and `backoffUntil`. Times are epoch milliseconds.
 */
export interface DomainState {
  slots: number
  delayMs: number
  /** How many may be in flight now: `slots`, less after trouble, never less than 1. */
  limit: number
  /** When the limit last fell, and from when on it rises again. */
  fellAt: number
  recoversFrom: number
  lastStartAt: number
  backoffUntil: number
  /** Troubles in a row. */
  strikes: number
  /** Refused and not yet back, by lane: each is told a later time than those before it. */
  turnedAway: Record<LaneName, number>
  /** Permits given in a row to lanes with the usual turn while one with an assured share waited or had been turned away. */
  passedOver: number
  /** Tokens given out: the next is greater than all before, so that a late holder is told apart. */
  sequence: number
  permits: Map<string, { grantedAt: number; expiresAt: number }>
  waiters: Waiter[]
}

/**
 * What came of a request. `throttled`: the domain asks for less (429, 503), perhaps with a time; `timed_out`: it did not answer in
 * time; `answered`: anything else.
 */
export type VisitResult =
  | { type: 'answered' }
  | { type: 'throttled'; retryAfterMs: number | null }
  | { type: 'timed_out' }

/** What can happen to a domain's permits. `random` is in [0, 1). */
export type DomainInput =
  /** Asks for a permit under `token`; waits in line until `until` at most. `terms` are today's. */
  | { type: 'ask'; token: string; lane: LaneName; until: number; terms: DomainTerms }
  | { type: 'renew'; token: string }
  | { type: 'return'; token: string; result: VisitResult; random: number }
  | { type: 'time' }

/** What holds a request back. */
type HeldBackBy = 'slots' | 'crawl-delay' | 'backoff'

/** `granted` and `refused` answer an `ask`, now or later. A refusal comes at once where waiting is known to be in vain. */
export type DomainEffect =
  | { type: 'granted'; token: string }
  | { type: 'refused'; token: string; until: number; by: HeldBackBy; inFlight: number; limit: number }

const nobody = (): Record<LaneName, number> => byLane(() => 0)

/** The lanes whose turn comes before that of a newcomer to a lane. */
const before = byLane((lane) => laneNames.filter((other) => lanes[other].headStartMs >= lanes[lane].headStartMs))

const turnOf = (lane: LaneName) => lanes[lane].domainTurn

export const newDomain = (): DomainState => ({
  slots: 1,
  delayMs: 0,
  limit: 1,
  fellAt: 0,
  recoversFrom: 0,
  lastStartAt: 0,
  backoffUntil: 0,
  strikes: 0,
  turnedAway: nobody(),
  passedOver: 0,
  sequence: 0,
  permits: new Map(),
  waiters: [],
})

/** The state that was stored, perhaps by a version with fewer lanes. A waiter's process is gone; permits outlive it. */
export const restoreDomain = (stored: DomainState | null | undefined): DomainState => ({
  ...newDomain(),
  ...stored,
  turnedAway: { ...nobody(), ...stored?.turnedAway },
  waiters: [],
})

/** A token that no permit of this domain has had: sortable, later ones greater. */
export function issueToken(state: { sequence: number }): string {
  state.sequence += 1
  return String(state.sequence).padStart(12, '0')
}

/**
 * Moves a domain's permits on, in place. Never more permits than `limit` are given out, nor two starts closer than the delay,
 * whoever crashed: a permit ends by return or by time.
 */
export function applyToDomain(state: DomainState, input: DomainInput, now: number): DomainEffect[] {
  believeClock(state, now)
  recover(state, now)
  if (input.type === 'ask') {
    takeTerms(state, input.terms)
    joinLine(state.waiters, { token: input.token, lane: input.lane, since: now, until: input.until })
  }
  if (input.type === 'renew') {
    const permit = state.permits.get(input.token)
    if (permit && permit.expiresAt > now) permit.expiresAt = now + permitMs
  }
  if (input.type === 'return') {
    const permit = state.permits.get(input.token)
    if (permit) learn(state, permit.grantedAt, input.result, input.random, now)
    state.permits.delete(input.token)
    state.waiters = state.waiters.filter((waiter) => waiter.token !== input.token)
  }
  for (const [token, { expiresAt }] of state.permits) if (expiresAt <= now) state.permits.delete(token)
  return serve(state, now)
}

/** Nothing that has happened lies ahead, and nothing lasts longer than it may: what a clock wrote that went wrong holds nobody for long. */
function believeClock(state: DomainState, now: number): void {
  state.lastStartAt = Math.min(state.lastStartAt, now)
  state.fellAt = Math.min(state.fellAt, now)
  state.backoffUntil = Math.min(state.backoffUntil, now + longestRetryAfterMs)
  state.recoversFrom = Math.min(state.recoversFrom, Math.max(now, state.backoffUntil))
  for (const permit of state.permits.values()) permit.expiresAt = Math.min(permit.expiresAt, now + permitMs)
}

/** When time alone changes something for those who wait; null when nobody does. */
export function nextDomainTime(state: DomainState, now: number): number | null {
  if (state.waiters.length === 0) return null
  const times = [...state.waiters.map((waiter) => waiter.until), ...[...state.permits.values()].map((p) => p.expiresAt)]
  if (paceAt(state) > now) times.push(paceAt(state))
  if (state.limit < state.slots) times.push(state.recoversFrom + recoverEveryMs)
  return Math.min(...times)
}

/** Gives permits along the line, and refuses those whose time is up or whose turn would come after it. */
function serve(state: DomainState, now: number): DomainEffect[] {
  const effects: DomainEffect[] = []
  const waiting: Waiter[] = []
  for (const waiter of inTurn(state)) {
    const pace = paceAt(state)
    const free = state.permits.size < state.limit
    if (free && pace <= now) {
      state.permits.set(waiter.token, { grantedAt: now, expiresAt: now + permitMs })
      state.lastStartAt = now
      state.turnedAway[waiter.lane] = Math.max(0, state.turnedAway[waiter.lane] - 1)
      count(state, waiter.lane)
      effects.push({ type: 'granted', token: waiter.token })
    } else if (pace + waiting.length * state.delayMs > waiter.until || waiter.until <= now) {
      effects.push(refuse(state, waiter, now))
    } else waiting.push(waiter)
  }
  state.waiters = state.waiters.filter((waiter) => waiting.includes(waiter))
  return effects
}

/** The line, in which a waiter with an assured share goes before the usual ones when its lane has been passed over often enough. */
function inTurn({ waiters, passedOver }: DomainState): Waiter[] {
  const assured = passedOver < maxPassedOver ? undefined : waiters.find((waiter) => turnOf(waiter.lane) === 'assured')
  if (!assured) return waiters
  const first = waiters.filter(({ lane }) => turnOf(lane) === 'first')
  return [...first, assured, ...waiters.filter((waiter) => waiter !== assured && turnOf(waiter.lane) !== 'first')]
}

function count(state: DomainState, lane: LaneName): void {
  const lanesThatWait = [
    ...laneNames.filter((name) => state.turnedAway[name] > 0),
    ...state.waiters.map((waiter) => waiter.lane),
  ]
  const assuredWaits = lanesThatWait.some((name) => turnOf(name) === 'assured')
  if (turnOf(lane) === 'assured') state.passedOver = 0
  else if (turnOf(lane) === 'usual' && assuredWaits) state.passedOver += 1
}

/** Refuses with the time from which asking again makes sense: with a crawl delay, each a place later than the one before. */
function refuse(state: DomainState, { token, lane }: Waiter, now: number): DomainEffect {
  const pace = Math.max(paceAt(state), now)
  // Those who were to come have not: their places are free.
  if (now > paceAt(state) + 2 * state.delayMs) state.turnedAway = nobody()
  const place = before[lane].reduce((sum, other) => sum + state.turnedAway[other], 0)
  state.turnedAway[lane] += 1
  return {
    type: 'refused',
    token,
    until: Math.max(pace + place * state.delayMs - earlyMs, now + shortestPauseMs),
    by: state.backoffUntil > now ? 'backoff' : paceAt(state) > now ? 'crawl-delay' : 'slots',
    inFlight: state.permits.size,
    limit: state.limit,
  }
}

/** The next start is not before. */
const paceAt = (state: DomainState): number =>
  Math.max(state.lastStartAt === 0 ? 0 : state.lastStartAt + state.delayMs, state.backoffUntil)

function takeTerms(state: DomainState, { slots, delayMs }: DomainTerms): void {
  // A limit that had not fallen follows the setting; one that had may rise to the new one.
  state.limit = state.limit >= state.slots ? slots : Math.min(state.limit, slots)
  state.slots = slots
  state.delayMs = delayMs ?? state.delayMs
}

/** Lets the limit rise by the time that has passed since the trouble was over. */
function recover(state: DomainState, now: number): void {
  const steps = Math.floor((now - state.recoversFrom) / recoverEveryMs)
  if (state.limit >= state.slots || steps <= 0) return
  state.limit = Math.min(state.slots, state.limit + steps)
  state.recoversFrom += steps * recoverEveryMs
}

function learn(state: DomainState, startedAt: number, result: VisitResult, random: number, now: number): void {
  if (result.type === 'answered') {
    state.strikes = 0
    return
  }
  // What was under way when the limit fell says nothing new: one overload is one fall, not one for each request in flight.
  if (startedAt >= state.fellAt) {
    state.limit = Math.max(1, Math.floor(state.limit / 2))
    state.fellAt = now
    state.strikes += 1
  }
  if (result.type === 'throttled') {
    const own = Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.max(0, state.strikes - 1)) * (0.9 + 0.2 * random)
    const asked = result.retryAfterMs === null ? own : Math.min(result.retryAfterMs, longestRetryAfterMs)
    state.backoffUntil = Math.max(state.backoffUntil, now + asked)
  }
  state.recoversFrom = Math.max(now, state.backoffUntil)
}
