import type { Lane } from '../lane/lane.ts'

export const sessionLeaseMs = 30_000
/** A browser that old, or used that often, is closed and replaced: it leaks. */
const maxSessionAgeMs = 30 * 60_000
export const maxSessionUses = 500

/** One browser. The platform takes one connection a session at a time, so that a session is lent whole, with all its context slots. */
interface BrowserSession {
  /** Null while it is being launched. */
  sessionId: string | null
  bornAt: number
  uses: number
  lease: { token: string; lane: Lane; expiresAt: number } | null
}

/** All browsers of the deployment. Times are epoch milliseconds. */
export interface BrowserState {
  sessions: BrowserSession[]
  lastLaunchAt: number
}

/** `browsers`: how many at a time; `reservedForLive` of them are never lent to another lane; a new one at most every `launchEveryMs`. */
export interface BrowserLimits {
  browsers: number
  reservedForLive: number
  launchEveryMs: number
}

/** `connect` to a warm session, `launch` a new one and report it, or `wait` until a time and ask again. `close`: sessions past their age. */
export type BrowserDecision = { close: string[] } & (
  | { type: 'connect'; token: string; sessionId: string }
  | { type: 'launch'; token: string }
  | { type: 'wait'; until: number }
)

/** A session that old is in the platform's list, if it lives: the list may have been read before a younger one came up. */
const listedAfterMs = 5_000

/** Drops the sessions that the platform no longer has, lent or not: a restart ends all of them at once. `alive` is its list. */
export function forgetDeadSessions(state: BrowserState, alive: string[], now: number): void {
  state.sessions = state.sessions.filter(
    ({ sessionId, bornAt }) => sessionId === null || alive.includes(sessionId) || now - bornAt < listedAfterMs,
  )
}

/** Lends a browser to the holder of `token`. */
export function borrowBrowser(
  state: BrowserState,
  lane: Lane,
  token: string,
  limits: BrowserLimits,
  now: number,
): BrowserDecision {
  const close = retireSessions(state, now)
  const lease = { token, lane, expiresAt: now + sessionLeaseMs }
  const lentToOthers = state.sessions.filter((session) => session.lease && session.lease.lane !== 'live').length
  if (lane !== 'live' && lentToOthers >= limits.browsers - limits.reservedForLive)
    return { type: 'wait', until: nextReturn(state, now), close }
  const warm = state.sessions.find((session) => !session.lease && session.sessionId !== null)
  if (warm) {
    warm.lease = lease
    warm.uses += 1
    return { type: 'connect', token, sessionId: warm.sessionId!, close }
  }
  if (state.sessions.length >= limits.browsers) return { type: 'wait', until: nextReturn(state, now), close }
  if (now < state.lastLaunchAt + limits.launchEveryMs)
    return { type: 'wait', until: state.lastLaunchAt + limits.launchEveryMs, close }
  state.lastLaunchAt = now
  state.sessions.push({ sessionId: null, bornAt: now, uses: 1, lease })
  return { type: 'launch', token, close }
}

/** The holder of `token` has launched its browser. False when its lease ran out meanwhile: it must close the browser. */
export function browserLaunched(state: BrowserState, token: string, sessionId: string): boolean {
  const session = state.sessions.find((other) => other.lease?.token === token)
  if (session) session.sessionId = sessionId
  return session !== undefined
}

/** Extends a lease; false when it is no longer held. */
export function renewBrowser(state: BrowserState, token: string, now: number): boolean {
  const session = state.sessions.find((other) => other.lease?.token === token)
  if (session?.lease) session.lease.expiresAt = now + sessionLeaseMs
  return session !== undefined
}

/** Gives a browser back: warm for the next, or `broken` and forgotten. */
export function returnBrowser(state: BrowserState, token: string, broken: boolean): void {
  const session = state.sessions.find((other) => other.lease?.token === token)
  if (!session) return
  session.lease = null
  if (broken || session.sessionId === null) state.sessions = state.sessions.filter((other) => other !== session)
}

/** Drops sessions that nobody holds and that are old, worn or never came up; returns those that must be closed. */
function retireSessions(state: BrowserState, now: number): string[] {
  const close: string[] = []
  state.sessions = state.sessions.filter((session) => {
    if (session.lease && session.lease.expiresAt > now) return true
    const lost = session.lease !== null
    session.lease = null
    const worn = now - session.bornAt > maxSessionAgeMs || session.uses >= maxSessionUses
    // A holder that died may have left pages open: its browser is not lent again.
    if (!lost && !worn && session.sessionId !== null) return true
    if (session.sessionId !== null) close.push(session.sessionId)
    return false
  })
  return close
}

function nextReturn(state: BrowserState, now: number): number {
  const expiries = state.sessions.flatMap((session) => (session.lease ? [session.lease.expiresAt] : []))
  return Math.min(now + 500, ...expiries)
}
