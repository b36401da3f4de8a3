import { byLane, type LaneName } from '../lane/lane.ts'
import type { BrowserState } from './browser-state.ts'
import type { LaunchTrouble } from './launch-trouble.ts'

/** How many browsers and context slots are in use, and how many requests wait for one. */
export interface BrowserUse {
  /** Browsers that run or start, and the maximum number of them. */
  sessions: number
  mostSessions: number
  /** Lent context slots by lane, the maximum number of lent slots, and how many of these are for `live` alone. */
  lent: Record<LaneName, number>
  mostLent: number
  reservedForLive: number
  waiting: Record<LaneName, number>
  /** Browsers that are to be closed and still run: each takes the place of a browser that could be lent. */
  closing: number
  /** Lent slots whose holder died or lost its page. Their pages may still be open. */
  lost: number
  /** Browser launches that failed in a row: since when, in epoch milliseconds, and how many. Null while launches succeed. */
  trouble: LaunchTrouble | null
}

/** Reads the browsers' state as of `now`. */
export function browserUse({ sessions, waiters, limits, trouble }: BrowserState, now: number): BrowserUse {
  const slots = sessions.flatMap((session) => [...session.slots.values()])
  return {
    sessions: sessions.length,
    mostSessions: limits.browsers,
    lent: countByLane(slots.filter(({ lost, expiresAt }) => !lost && expiresAt > now)),
    mostLent: limits.browsers * limits.contexts,
    reservedForLive: limits.reservedForLive,
    closing: sessions.filter(({ closingSince }) => closingSince !== null).length,
    lost: slots.filter(({ lost, expiresAt }) => lost || expiresAt <= now).length,
    waiting: countByLane(waiters.filter(({ until }) => until > now)),
    trouble,
  }
}

const countByLane = (all: Array<{ lane: LaneName }>): Record<LaneName, number> =>
  byLane((lane) => all.filter((one) => one.lane === lane).length)
