import { EdgesweepError } from '../errors.ts'
import { doubtEnd, type HeldLease } from '../held-lease.ts'
import type { LaneName } from '../lane/lane.ts'
import type { KeyedWaiter } from './key-turns.ts'
import type { LaunchTrouble } from './launch-trouble.ts'

/** The lease of a context slot. A `lost` slot came back broken or not at all, so its pages may still be open. */
export interface SlotLease extends HeldLease {
  lane: LaneName
  /** An earlier version stored none. */
  keyId?: string
  lost: boolean
}

/**
 * One browser. Several connections share it, each through a context slot. A `worn` browser lends no further slot, and is closed when
 * its last slot has come back or is lost. Until then its lost slots count as taken.
 */
export interface BrowserSession {
  /** Null while the browser starts, under the lease of its launcher. */
  sessionId: string | null
  bornAt: number
  uses: number
  worn: boolean
  slots: Map<string, SlotLease>
  /** When a caller last got the order to close it. Null while its slots are lent or free to lend. */
  closingSince: number | null
}

export interface BrowserWaiter extends KeyedWaiter {
  /** Sessions to which the caller is connected already. */
  connected: string[]
}

/** All browsers of the deployment. Times are epoch milliseconds. */
export interface BrowserState {
  /** The time of the last input. An earlier time shows that the clock was set back. */
  seenAt: number
  sessions: BrowserSession[]
  /** The earliest time of the next launch. */
  launchableAt: number
  /** Null while launches succeed. */
  trouble: LaunchTrouble | null
  /** When launches were ordered that no browser is known of. */
  lostLaunches: number[]
  sequence: number
  waiters: BrowserWaiter[]
  limits: BrowserLimits
}

/**
 * At most `browsers` run at a time, each with `contexts` slots, of which `reservedForLive` in all are for the live lane alone. At most
 * one browser starts every `launchEveryMs`. A session retires after `maxAgeMs`, after `maxUses`, or when its processes exceed `maxBytes`.
 */
export interface BrowserLimits {
  browsers: number
  contexts: number
  reservedForLive: number
  launchEveryMs: number
  maxAgeMs: number
  maxUses: number
  maxBytes: number
}

export const noBrowsers = (limits: BrowserLimits): BrowserState => ({
  seenAt: 0,
  sessions: [],
  launchableAt: 0,
  trouble: null,
  lostLaunches: [],
  sequence: 0,
  waiters: [],
  limits: checkLimits(limits, null),
})

type LaterField = 'seenAt' | 'trouble' | 'lostLaunches'
/** A state as any version stored it. Earlier versions lacked some fields. */
export type StoredBrowsers = Omit<BrowserState, LaterField> & Partial<Pick<BrowserState, LaterField>>

const limitNames = [
  'browsers',
  'contexts',
  'reservedForLive',
  'launchEveryMs',
  'maxAgeMs',
  'maxUses',
  'maxBytes',
] as const satisfies Array<keyof BrowserLimits>

/** The limits of a request, each a finite number: another value, as from a caller of another version, leaves the known one. Throws without one. */
export function checkLimits(limits: BrowserLimits, known: BrowserLimits | null): BrowserLimits {
  const checked = limitNames.map((name) => {
    const value = [limits[name], known?.[name]].find(Number.isFinite)
    if (value === undefined)
      throw new EdgesweepError(
        'invalid_input',
        `the browser limit "${name}" is ${limits[name]}, not a number: send one`,
      )
    return [name, value] as const
  })
  return Object.fromEntries(checked) as Record<keyof BrowserLimits, number>
}

/** The lease of a context slot, in ms. The holder renews it at a third of that; a slot that nobody renews is lost. */
export const slotLeaseMs = 15_000

/** Restores a stored state. Replaces times that are not numbers. Drops the waiters, which ended with their process. */
export function restoreBrowsers(stored: StoredBrowsers, now: number): BrowserState {
  for (const session of stored.sessions) {
    session.bornAt = finite(session.bornAt)
    for (const slot of session.slots.values()) slot.expiresAt = finite(slot.expiresAt)
  }
  const born = stored.sessions.map(({ bornAt }) => bornAt)
  const seenAt = stored.seenAt ?? Math.max(0, ...born)
  const launchableAt = finite(stored.launchableAt)
  const { trouble = null, lostLaunches = [] } = stored
  const state = { ...stored, seenAt, launchableAt, trouble, lostLaunches, waiters: [] }
  noteBrowserTime(state, now)
  for (const { slots } of state.sessions)
    for (const slot of slots.values()) if (!slot.lost) doubtEnd(slot, slotLeaseMs, now)
  return state
}

/**
 * Notes the time. If the clock was set back since the last input, all times move back with it, so that each pause, lease and age keeps its
 * length.
 */
export function noteBrowserTime(state: BrowserState, now: number): void {
  const backMs = state.seenAt - now
  state.seenAt = now
  if (backMs <= 0) return
  state.launchableAt -= backMs
  if (state.trouble) state.trouble.since -= backMs
  state.lostLaunches = state.lostLaunches.map((at) => at - backMs)
  for (const session of state.sessions) {
    session.bornAt -= backMs
    if (session.closingSince !== null) session.closingSince -= backMs
    for (const slot of session.slots.values()) slot.expiresAt -= backMs
  }
  for (const waiter of state.waiters) {
    waiter.since -= backMs
    waiter.until -= backMs
  }
}

const finite = (time: number): number => (Number.isFinite(time) ? time : 0)
