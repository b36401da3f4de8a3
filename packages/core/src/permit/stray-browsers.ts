import type { BrowserState } from './browser-state.ts'

/** A session of the platform's list to which nobody is connected. */
export interface IdleSession {
  sessionId: string
  /** Since its start, in ms. */
  ageMs: number
}

/** A younger session, in ms, may still be connected to by its launcher. */
const strayAgeMs = 60_000
/** A browser may have started this long before its launch was ordered, by another clock, or after it, in ms. */
const [beforeOrderMs, afterOrderMs] = [5_000, 60_000]
/** The platform closes an idle session after 10 min, so an older launch has left nothing, in ms. */
const rememberedMs = 15 * 60_000

/** Notes a launch whose launcher died or failed: its browser may run although nobody knows it. */
export function noteLostLaunch(state: BrowserState, orderedAt: number, now: number): void {
  state.lostLaunches = [...state.lostLaunches.filter((at) => now - at < rememberedMs), orderedAt]
}

/**
 * The idle sessions that no lease names and that began when one of our launches was lost. Other sessions may belong to another program of the
 * account.
 */
export function strayBrowsers({ sessions, lostLaunches }: BrowserState, idle: IdleSession[], now: number): string[] {
  const isOurs = (startedAt: number) =>
    lostLaunches.some((at) => startedAt > at - beforeOrderMs && startedAt < at + afterOrderMs)
  return idle.flatMap(({ sessionId, ageMs }) => {
    const isKnown = sessions.some((session) => session.sessionId === sessionId)
    return !isKnown && ageMs >= strayAgeMs && isOurs(now - ageMs) ? sessionId : []
  })
}
