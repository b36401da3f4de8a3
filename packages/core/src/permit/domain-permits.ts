import { byLane, type LaneName, laneNames, lanes } from '../lane/lane.ts'
import { joinLine, type Waiter } from './waiting-line.ts'

/** The lease of a permit, in ms. The holder renews it at a third of that. */
export const permitMs = 15_000
/** From the end of trouble, the limit rises by one at this interval, in ms. It is back at `slots` after at most `slots - 1` steps. */
export const recoverEveryMs = 5_000
/** The first pause, in ms, after trouble without a `Retry-After`. It doubles with each further trouble, up to the longest. */
const firstBackoffMs = 1_000
const longestBackoffMs = 300_000
/** The longest `Retry-After` that is obeyed in one wait, in ms. The domain gets a request again after it. */
const longestRetryAfterMs = 3_600_000
/** The most permits in a row for lanes of the `domainTurn` `usual` while a lane with an assured share waits or was refused. */
const maxPassedOver = 9
/** The shortest time, in ms, after which a refused caller asks again. */
const shortestPauseMs = 250
/** A refusal names a time this much early, in ms, so that the caller is back in line when its time comes. */
const earlyMs = 1_000

/** The limits that the operator and the domain's robots.txt set: requests in flight, and milliseconds between two starts. */
export interface DomainTerms {
  slots: number
  /** Null while it is unknown, as during the fetch of the robots.txt itself. The last known delay then stays. */
  delayMs: number | null
}

/**
 * The requests in flight to one domain, their limit and their pace. Two times hold the next request back: `lastStartAt` plus the
 * crawl delay, and `backoffUntil`. Times are epoch milliseconds.
 */
export interface DomainState {
  slots: number
  delayMs: number
  /** The most requests in flight now: `slots`, fewer after trouble, at least 1. */
  limit: number
  /** When the limit last fell, and when it starts to rise again. */
  fellAt: number
  recoversFrom: number
  lastStartAt: number
  backoffUntil: number
  /** The number of troubles in a row. */
  strikes: number
  /** Refused callers that are not back yet, by lane. Each gets a later time than those before it. */
  turnedAway: Record<LaneName, number>
  /** Permits in a row for lanes of the `domainTurn` `usual` while a lane with an assured share waited or had been refused. */
  passedOver: number
  /** The number of tokens issued. Each token is greater than all before it, so that a late holder is recognised. */
  sequence: number
  permits: Map<string, { grantedAt: number; expiresAt: number }>
  waiters: Waiter[]
}

/**
 * How a request ended. `throttled`: the domain answered 429 or 503, perhaps with a `Retry-After`. `timed_out`: it did not answer in
 * time. `answered`: anything else.
 */
export type VisitResult =
  | { type: 'answered' }
  | { type: 'throttled'; retryAfterMs: number | null }
  | { type: 'timed_out' }

/** The inputs of a domain's machine. `random` is in [0, 1). */
export type DomainInput =
  /** A request for a permit under `token` that waits until `until` at most. `terms` are the present limits. */
  | { type: 'ask'; token: string; lane: LaneName; until: number; terms: DomainTerms }
  | { type: 'renew'; token: string }
  | { type: 'return'; token: string; result: VisitResult; random: number }
  | { type: 'time' }

/** The limit that holds a request back. */
type HeldBackBy = 'slots' | 'crawl-delay' | 'backoff'

/** The answer to an `ask`, now or later. A refusal comes at once when no permit can become free within the wait. */
export type DomainEffect =
  | { type: 'granted'; token: string }
  | { type: 'refused'; token: string; until: number; by: HeldBackBy; inFlight: number; limit: number }

const noneTurnedAway = (): Record<LaneName, number> => byLane(() => 0)

/** For each lane, the lanes with at least its head start: their waiters come before a newcomer. */
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
  turnedAway: noneTurnedAway(),
  passedOver: 0,
  sequence: 0,
  permits: new Map(),
  waiters: [],
})

/** Restores a stored state, perhaps of a version with fewer lanes. Waiters ended with their process; permits outlive it. */
export const restoreDomain = (stored: DomainState | null | undefined): DomainState => ({
  ...newDomain(),
  ...stored,
  turnedAway: { ...noneTurnedAway(), ...stored?.turnedAway },
  waiters: [],
})

/** Issues a token that no permit of this state has had. Tokens sort by age. */
export function issueToken(state: { sequence: number }): string {
  state.sequence += 1
  return String(state.sequence).padStart(12, '0')
}

/**
 * Applies an input to the state, in place. It never grants more permits than `limit`, nor two starts closer than the delay. A permit
 * ends by return or by time, so that no crash keeps one.
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

/** Caps the stored times: no past event lies ahead, and no wait exceeds its maximum. A time from a wrong clock delays nobody for long. */
function believeClock(state: DomainState, now: number): void {
  state.lastStartAt = Math.min(state.lastStartAt, now)
  state.fellAt = Math.min(state.fellAt, now)
  state.backoffUntil = Math.min(state.backoffUntil, now + longestRetryAfterMs)
  state.recoversFrom = Math.min(state.recoversFrom, Math.max(now, state.backoffUntil))
  for (const permit of state.permits.values()) permit.expiresAt = Math.min(permit.expiresAt, now + permitMs)
}

/** When time alone changes something for a waiter. Null when nobody waits. */
export function nextDomainTime(state: DomainState, now: number): number | null {
  if (state.waiters.length === 0) return null
  const times = [...state.waiters.map((waiter) => waiter.until), ...[...state.permits.values()].map((p) => p.expiresAt)]
  if (paceAt(state) > now) times.push(paceAt(state))
  if (state.limit < state.slots) times.push(state.recoversFrom + recoverEveryMs)
  return Math.min(...times)
}

/** Grants permits along the line. Refuses each waiter that has no time left or would get its turn too late. */
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

/** The line. A waiter with an assured share moves before the usual waiters once its lane was passed over `maxPassedOver` times. */
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

/** Refuses with the time of the next useful request. With a crawl delay, each refusal names a place later than the one before. */
function refuse(state: DomainState, { token, lane }: Waiter, now: number): DomainEffect {
  const pace = Math.max(paceAt(state), now)
  // The refused callers did not come back in time, so their places are free.
  if (now > paceAt(state) + 2 * state.delayMs) state.turnedAway = noneTurnedAway()
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

/** The earliest time of the next start. */
const paceAt = (state: DomainState): number =>
  Math.max(state.lastStartAt === 0 ? 0 : state.lastStartAt + state.delayMs, state.backoffUntil)

function takeTerms(state: DomainState, { slots, delayMs }: DomainTerms): void {
  // A full limit follows the setting. A lowered limit stays, within the new setting.
  state.limit = state.limit >= state.slots ? slots : Math.min(state.limit, slots)
  state.slots = slots
  state.delayMs = delayMs ?? state.delayMs
}

/** Raises the limit by the time that has passed since the trouble ended. */
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
  // A request that started before the limit fell tells nothing new: one overload lowers the limit once.
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
