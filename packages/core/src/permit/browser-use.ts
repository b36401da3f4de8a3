import { byLane, type LaneName } from '../lane/lane.ts'
import type { BrowserState } from './browser-permits.ts'

/** What is lent of the browsers, and who waits for more. */
export interface BrowserUse {
  /** Browsers that are up or coming up, and how many there may be. */
  sessions: number
  mostSessions: number
  /** Context slots that are lent, by lane, and how many there may be; of these so many are for `live` alone. */
  lent: Record<LaneName, number>
  mostLent: number
  reservedForLive: number
  waiting: Record<LaneName, number>
}

/** Reads the browsers' state as of `now`. */
export function browserUse({ sessions, waiters, limits }: BrowserState, now: number): BrowserUse {
  const slots = sessions.flatMap((session) => [...session.slots.values()])
  return {
    sessions: sessions.length,
    mostSessions: limits.browsers,
    lent: countByLane(slots.filter(({ lost, expiresAt }) => !lost && expiresAt > now)),
    mostLent: limits.browsers * limits.contexts,
    reservedForLive: limits.reservedForLive,
    waiting: countByLane(waiters.filter(({ until }) => until > now)),
  }
}

const countByLane = (all: Array<{ lane: LaneName }>): Record<LaneName, number> =>
  byLane((lane) => all.filter((one) => one.lane === lane).length)
