import type { Lane } from '../lane/lane.ts'
import type { BrowserState } from './browser-permits.ts'

/** What is lent of the browsers, and who waits for more. */
export interface BrowserUse {
  /** Browsers that are up or coming up, and how many there may be. */
  sessions: number
  mostSessions: number
  /** Context slots that are lent, by lane, and how many there may be; of these so many are for `live` alone. */
  lent: Record<Lane, number>
  mostLent: number
  reservedForLive: number
  waiting: Record<Lane, number>
}

/** Reads the browsers' state as of `now`. */
export function browserUse({ sessions, waiters, limits }: BrowserState, now: number): BrowserUse {
  const slots = sessions.flatMap((session) => [...session.slots.values()])
  return {
    sessions: sessions.length,
    mostSessions: limits.browsers,
    lent: byLane(slots.filter(({ lost, expiresAt }) => !lost && expiresAt > now)),
    mostLent: limits.browsers * limits.contexts,
    reservedForLive: limits.reservedForLive,
    waiting: byLane(waiters.filter(({ until }) => until > now)),
  }
}

function byLane(all: Array<{ lane: Lane }>): Record<Lane, number> {
  const counts = { live: 0, interactive: 0, bulk: 0 }
  for (const { lane } of all) counts[lane] += 1
  return counts
}
