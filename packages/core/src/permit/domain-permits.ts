import { renewLease } from '../held-lease.ts'
import { jitter } from '../jitter.ts'
import { type LaneName, laneNames, lanes } from '../lane/lane.ts'
import { type DomainState, type DomainTerms, type DomainWaiter, noteTime, permitMs } from './domain-state.ts'
import { endHolds, holdBack } from './holds.ts'
import { heldByKey, inTurnOfKeys, withServed } from './key-turns.ts'
import { endUnused, lateMs, reservePlace, usePlace } from './places.ts'
import { joinLine } from './waiting-line.ts'

/** From the end of trouble, the limit rises by one at this interval, in ms. It is back at `slots` after at most `slots - 1` steps. */
export const recoverEveryMs = 5_000
/** The first pause, in ms, after trouble without a `Retry-After`. It doubles with each further trouble, up to the longest. */
const firstBackoffMs = 1_000
const longestBackoffMs = 300_000
/** The longest `Retry-After` that is obeyed in one wait, in ms. The domain gets a request again after it. */
const longestRetryAfterMs = 3_600_000
/**
 * The maximum number of permits in a row for lanes of the `domainTurn` `first` while others wait or were refused, and for lanes of the turn `usual`
 * while a lane with an assured share does.
 */
const maxPassedOver = 9
/** The shortest time, in ms, after which a refused caller asks again. */
const shortestPauseMs = 250

/**
 * How a request ended. `throttled`: the domain answered 429 or 503, perhaps with a `Retry-After`. `timed_out`: it did not answer in
 * time. `unheard`: it failed because of an error of ours, which says nothing about the domain. `answered`: anything else.
 */
export type VisitResult =
  | { type: 'answered' }
  | { type: 'throttled'; retryAfterMs: number | null }
  | { type: 'timed_out' }
  | { type: 'unheard' }

/** The inputs of a domain's machine. `random` is in [0, 1). */
export type DomainInput =
  /** A request for a permit under `token` that waits until `until` at most, for the work of a key. `terms` are the present limits. */
  | { type: 'ask'; token: string; lane: LaneName; keyId: string; until: number; terms: DomainTerms }
  | { type: 'renew'; token: string }
  | { type: 'return'; token: string; result: VisitResult; random: number }
  | { type: 'time' }

/** The limit that holds a request back. */
type HeldBackBy = 'slots' | 'crawl-delay' | 'backoff'

/** The answer to an `ask`, now or later. A refusal comes at once when no permit can become free within the wait. */
export type DomainEffect =
  | { type: 'granted'; token: string }
  | { type: 'refused'; token: string; until: number; by: HeldBackBy; inFlight: number; limit: number }

const turnOf = (lane: LaneName) => lanes[lane].domainTurn

/**
 * Applies an input to the state, in place. It never grants more permits than `limit`, nor two starts closer than the delay. A permit
 * ends by return or by time, so that no crash keeps one.
 */
export function applyToDomain(state: DomainState, input: DomainInput, now: number): DomainEffect[] {
  noteTime(state, now)
  recover(state, now)
  endUnused(state.places, now)
  endHolds(state.holds, now)
  if (input.type === 'ask') {
    const { token, lane, keyId, until } = input
    const work = input.terms.work ?? null
    takeTerms(state, input.terms)
    usePlace(state.places, lane, now)
    joinLine(state.waiters, { token, lane, keyId, work, since: now, until })
  }
  if (input.type === 'renew') {
    const permit = state.permits.get(input.token)
    if (permit && permit.expiresAt > now) renewLease(permit, permitMs, now)
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
  const waiting: DomainWaiter[] = []
  for (const waiter of inTurn(state)) {
    const pace = paceAt(state)
    const free = state.permits.size < state.limit
    if (free && pace <= now) {
      state.permits.set(waiter.token, { grantedAt: now, expiresAt: now + permitMs, keyId: waiter.keyId })
      state.served = withServed(state.served, waiter.keyId)
      state.lastStartAt = now
      count(state, waiter.lane)
      if (waiter.work !== null && state.places[waiter.lane].length === 0) state.holds.delete(waiter.work)
      effects.push({ type: 'granted', token: waiter.token })
    } else if (pace + waiting.length * state.delayMs > waiter.until || waiter.until <= now) {
      effects.push(refuse(state, waiter, waiting, now))
    } else waiting.push(waiter)
  }
  state.waiters = state.waiters.filter((waiter) => waiting.includes(waiter))
  return effects
}

/**
 * The line, with the keys of each lane in turn. A waiter with an assured share moves before the usual waiters once its lane was passed over
 * `maxPassedOver` times, and the next other waiter before those of the turn `first` after as many permits for these in a row.
 */
function inTurn({ waiters, permits, served, passedOver, firstInARow }: DomainState): DomainWaiter[] {
  const line = inTurnOfKeys(waiters, heldByKey(permits.values()), served)
  const isFirst = ({ lane }: DomainWaiter) => turnOf(lane) === 'first'
  const assured = passedOver < maxPassedOver ? undefined : line.find((waiter) => turnOf(waiter.lane) === 'assured')
  const others = line.filter((waiter) => waiter !== assured && !isFirst(waiter))
  if (assured) others.unshift(assured)
  const next = firstInARow < maxPassedOver ? undefined : others.shift()
  if (!assured && !next) return line
  return [...(next ? [next] : []), ...line.filter(isFirst), ...others]
}

function count(state: DomainState, lane: LaneName): void {
  const turn = turnOf(lane)
  const isWanted = (ofLane: (name: LaneName) => boolean) =>
    state.waiters.some((waiter) => ofLane(waiter.lane)) ||
    laneNames.some((name) => ofLane(name) && state.places[name].length > 0)
  if (turn !== 'first') state.firstInARow = 0
  else if (isWanted((name) => turnOf(name) !== 'first')) state.firstInARow += 1
  if (turn === 'assured') state.passedOver = 0
  if (turn === 'usual' && isWanted((name) => turnOf(name) === 'assured')) state.passedOver += 1
}

/** Refuses with the time of the next useful request. With a crawl delay, each caller is named another start. */
function refuse(
  state: DomainState,
  { token, lane, work }: DomainWaiter,
  inLine: DomainWaiter[],
  now: number,
): DomainEffect {
  const { places, delayMs, passedOver } = state
  const until = reservePlace(places, lane, {
    nextAt: Math.max(paceAt(state), now),
    delayMs,
    earliest: now + shortestPauseMs,
    inLine: { all: inLine.length, own: inLine.filter((waiter) => waiter.lane === lane).length },
    assured:
      turnOf(lane) === 'assured' ? { first: Math.max(0, maxPassedOver - passedOver), every: maxPassedOver + 1 } : null,
  })
  if (work !== null) holdBack(state.holds, work, lane, until + lateMs, now)
  return {
    type: 'refused',
    token,
    until,
    by: state.backoffUntil > now ? 'backoff' : paceAt(state) > now ? 'crawl-delay' : 'slots',
    inFlight: state.permits.size,
    limit: state.limit,
  }
}

/** The earliest time of the next start. */
export const paceAt = (state: DomainState): number =>
  Math.max(state.lastStartAt === 0 ? 0 : state.lastStartAt + state.delayMs, state.backoffUntil)

/** Keeps the known value of a term that is not a finite number, as from a caller of another version. */
function takeTerms(state: DomainState, terms: DomainTerms): void {
  const slots = Number.isFinite(terms.slots) ? Math.max(1, Math.floor(terms.slots)) : state.slots
  // A full limit follows the setting. A lowered limit stays, within the new setting.
  state.limit = state.limit >= state.slots ? slots : Math.min(state.limit, slots)
  state.slots = slots
  if (Number.isFinite(terms.delayMs)) state.delayMs = Math.max(0, terms.delayMs!)
}

/** Raises the limit by the time that has passed since the trouble ended. */
function recover(state: DomainState, now: number): void {
  const steps = Math.floor((now - state.recoversFrom) / recoverEveryMs)
  if (state.limit >= state.slots || steps <= 0) return
  state.limit = Math.min(state.slots, state.limit + steps)
  state.recoversFrom += steps * recoverEveryMs
}

function learn(state: DomainState, startedAt: number, result: VisitResult, random: number, now: number): void {
  if (result.type === 'unheard') return
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
    const own = Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.max(0, state.strikes - 1)) * jitter(random)
    const isNamed = Number.isFinite(result.retryAfterMs)
    const until = now + (isNamed ? Math.min(result.retryAfterMs!, longestRetryAfterMs) : own)
    if (until > state.backoffUntil) state.backoffCause = isNamed ? 'retry-after' : 'trouble'
    state.backoffUntil = Math.max(state.backoffUntil, until)
  }
  state.recoversFrom = Math.max(now, state.backoffUntil)
}
