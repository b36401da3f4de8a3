import type { Lane } from '../lane/lane.ts'

export const permitMs = 30_000

/** Requests in flight to one domain, and who waits. Times are epoch milliseconds. */
export interface DomainState {
  limit: number
  /** Token → when the permit runs out. */
  permits: Map<string, number>
  waiters: Array<{ token: string; lane: Lane; since: number; until: number }>
}

/** What can happen to a domain's permits. */
export type DomainInput =
  /** Asks for a permit under `token`; queued at most until `until`. `limit` is today's setting. */
  | { type: 'ask'; token: string; lane: Lane; until: number; limit: number }
  | { type: 'return'; token: string }
  | { type: 'time' }

/** `granted` and `refused` answer an `ask`, now or later. */
export type DomainEffect = { type: 'granted'; token: string; expiresAt: number } | { type: 'refused'; token: string }

export const emptyDomain = (): DomainState => ({ limit: 1, permits: new Map(), waiters: [] })

/**
 * By how much a lane goes before one of less urgency: live always, and interactive for some seconds, after which a bulk waiter is
 * passed no more. Patience is longer, so that no lane is starved by another.
 */
const headStartMs: Record<Lane, number> = { live: 86_400_000, interactive: 5_000, bulk: 0 }

/** Moves a domain's permits on, in place. Never more permits than `limit`, whoever crashed: a permit ends by return or by time. */
export function applyToDomain(state: DomainState, input: DomainInput, now: number): DomainEffect[] {
  if (input.type === 'ask') {
    state.limit = input.limit
    state.waiters.push({ token: input.token, lane: input.lane, since: now, until: input.until })
    state.waiters.sort((a, b) => a.since - headStartMs[a.lane] - (b.since - headStartMs[b.lane]))
  }
  if (input.type === 'return') {
    state.permits.delete(input.token)
    state.waiters = state.waiters.filter((waiter) => waiter.token !== input.token)
  }
  for (const [token, expiresAt] of state.permits) if (expiresAt <= now) state.permits.delete(token)
  const effects: DomainEffect[] = []
  const waiting: DomainState['waiters'] = []
  for (const waiter of state.waiters) {
    if (state.permits.size < state.limit) {
      state.permits.set(waiter.token, now + permitMs)
      effects.push({ type: 'granted', token: waiter.token, expiresAt: now + permitMs })
    } else if (waiter.until <= now) {
      effects.push({ type: 'refused', token: waiter.token })
    } else waiting.push(waiter)
  }
  state.waiters = waiting
  return effects
}

/** When time alone changes something: a permit runs out or somebody's patience ends; null when nothing does. */
export function nextDomainAlarm(state: DomainState): number | null {
  const times = [...state.permits.values(), ...state.waiters.map((waiter) => waiter.until)]
  return times.length > 0 ? Math.min(...times) : null
}
