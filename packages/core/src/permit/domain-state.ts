import { doubtEnd, type HeldLease } from '../held-lease.ts'
import type { LaneName } from '../lane/lane.ts'
import { type Holds, moveHolds, restoreHolds } from './holds.ts'
import type { KeyedWaiter } from './key-turns.ts'
import { noPlaces, type Places, restorePlaces } from './places.ts'

/** The limits that the operator and the domain's robots.txt set: requests in flight, and milliseconds between two starts. */
export interface DomainTerms {
  slots: number
  /** Null while it is unknown, as during the fetch of the robots.txt itself. The last known delay then stays. */
  delayMs: number | null
  /** The job that asks, or the pipeline. An earlier version does not send it. */
  work?: string | undefined
}

/** Why a domain pauses: it named a time (`Retry-After`), or it refused requests without one. */
type BackoffCause = 'retry-after' | 'trouble'

/** A request that waits. `work` as in its terms. */
export interface DomainWaiter extends KeyedWaiter {
  work: string | null
}

/**
 * The requests in flight to one domain, their limit and their pace. Two times hold the next request back: `lastStartAt` plus the
 * crawl delay, and `backoffUntil`. Times are epoch milliseconds.
 */
export interface DomainState {
  /** The time of the last input. An earlier time shows that the clock was set back. */
  seenAt: number
  slots: number
  delayMs: number
  /** The maximum number of requests in flight now: `slots`, or fewer after trouble, but at least 1. */
  limit: number
  /** When the limit last fell, and when it starts to rise again. */
  fellAt: number
  recoversFrom: number
  lastStartAt: number
  backoffUntil: number
  backoffCause: BackoffCause
  /** The number of troubles in a row. */
  strikes: number
  places: Places
  holds: Holds
  /** Permits for lanes of the `domainTurn` `usual` while a lane with an assured share waited or had been refused, less those that its share paid. */
  passedOver: number
  /** Permits in a row for lanes of the `domainTurn` `first` while others waited or had been refused. */
  firstInARow: number
  /** Keys in the order of their last permit. */
  served: string[]
  /** The number of tokens issued. Each token is greater than all before it, so that a late holder is recognised. */
  sequence: number
  permits: Map<string, HeldLease & { grantedAt: number; keyId?: string }>
  waiters: DomainWaiter[]
}

export const newDomain = (): DomainState => ({
  seenAt: 0,
  slots: 1,
  delayMs: 0,
  limit: 1,
  fellAt: 0,
  recoversFrom: 0,
  lastStartAt: 0,
  backoffUntil: 0,
  backoffCause: 'trouble',
  strikes: 0,
  places: noPlaces(),
  holds: new Map(),
  passedOver: 0,
  firstInARow: 0,
  served: [],
  sequence: 0,
  permits: new Map(),
  waiters: [],
})

/** A state as any version stored it. An earlier version counted `turnedAway` callers and lacked some of the fields. */
export type StoredDomain = Omit<
  DomainState,
  'places' | 'holds' | 'seenAt' | 'backoffCause' | 'firstInARow' | 'served' | 'waiters'
> & {
  places?: Partial<Places>
  holds?: Holds
  seenAt?: number
  firstInARow?: number
  served?: string[]
  backoffCause?: BackoffCause
  turnedAway?: Partial<Record<LaneName, number>>
}

/** The lease of a permit, in ms. The holder renews it at a third of that. */
export const permitMs = 15_000

/** Restores a stored state; a number that is not finite becomes the one of a new domain. Waiters ended with their process; permits outlive it. */
export function restoreDomain(stored: StoredDomain | null | undefined, now: number): DomainState {
  const state = newDomain()
  if (!stored) return state
  for (const name of Object.keys(state) as Array<keyof DomainState>) {
    const value = stored[name as keyof StoredDomain]
    if (Number.isFinite(value)) Object.assign(state, { [name]: value })
  }
  state.places = restorePlaces(stored.places)
  state.served = stored.served ?? []
  state.holds = restoreHolds(stored.holds)
  state.backoffCause = stored.backoffCause ?? 'trouble'
  for (const [token, permit] of stored.permits) if (Number.isFinite(permit.expiresAt)) state.permits.set(token, permit)
  // Without a `seenAt`, the latest past event tells at least how far the clock was.
  const granted = [...state.permits.values()].map(({ grantedAt }) => grantedAt)
  state.seenAt ||= Math.max(state.lastStartAt, state.fellAt, ...granted)
  noteTime(state, now)
  for (const permit of state.permits.values()) doubtEnd(permit, permitMs, now)
  return state
}

/** Issues a token that no permit of this state has had. Tokens sort by age. */
export function issueToken(state: { sequence: number }): string {
  state.sequence += 1
  return String(state.sequence).padStart(12, '0')
}

/**
 * Notes the time. If the clock was set back since the last input, all times move back with it: no past event lies ahead, and every wait takes
 * as long as was left of it. The places are only hints, and end.
 */
export function noteTime(state: DomainState, now: number): void {
  const backMs = state.seenAt - now
  state.seenAt = now
  if (backMs <= 0) return
  state.fellAt -= backMs
  state.recoversFrom -= backMs
  state.lastStartAt -= backMs
  state.backoffUntil -= backMs
  state.places = noPlaces()
  moveHolds(state.holds, backMs)
  for (const permit of state.permits.values()) {
    permit.grantedAt -= backMs
    permit.expiresAt -= backMs
  }
  for (const waiter of state.waiters) {
    waiter.since -= backMs
    waiter.until -= backMs
  }
}
