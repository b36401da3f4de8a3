import { type LaneName, lanes } from '../lane/lane.ts'
import { joinLine, type Waiter } from './waiting-line.ts'

/** A context slot that is not renewed is lost after so long; its holder renews it at a third of that. */
export const slotLeaseMs = 15_000
/** A browser that is coming up is given so long. */
const launchMs = 30_000
/** No longer than that is waited before a browser is tried again. */
const longestLaunchPauseMs = 60_000
/** A session that old is in the platform's list, if it lives: the list may have been read before a younger one came up. */
const listedAfterMs = 5_000
/** A session that was to be closed and is still in the platform's list is announced again. */
const closeAgainMs = 30_000

/** The lease of a context slot. A `lost` one came back broken or not at all: what was open in it may still be. */
interface SlotLease {
  lane: LaneName
  expiresAt: number
  lost: boolean
}

/**
 * One browser, shared by any number of connections, lent by its context slots. A `worn` one is not lent any more, and is to be
 * closed when its last slot has come back or is lost; until it is, its lost slots count as taken.
 */
interface BrowserSession {
  /** Null while it is coming up, under the lease of who launches it. */
  sessionId: string | null
  bornAt: number
  uses: number
  worn: boolean
  slots: Map<string, SlotLease>
  /** When somebody was last told to close it; null while it is lent, or may be. */
  closingSince: number | null
}

interface BrowserWaiter extends Waiter {
  /** Sessions that the asker is connected to already. */
  connected: string[]
}

/** All browsers of the deployment. Times are epoch milliseconds. */
export interface BrowserState {
  sessions: BrowserSession[]
  /** No browser is launched before. */
  launchableAt: number
  sequence: number
  waiters: BrowserWaiter[]
  limits: BrowserLimits
}

/**
 * `browsers` at a time, `contexts` in each; `reservedForLive` slots of all of them are never lent to another lane. A new one at most
 * every `launchEveryMs`. A session retires at an age, after uses, or when its processes hold so many bytes.
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

/** What can happen to the browsers. */
export type BrowserInput =
  /** Asks for a context slot; waits in line until `until`. `alive`: the platform's own list of sessions, null when it was not read. */
  | {
      type: 'ask'
      token: string
      lane: LaneName
      until: number
      connected: string[]
      limits: BrowserLimits
      alive: string[] | null
    }
  /** The browser that the holder of `token` was told to launch is up. */
  | { type: 'launched'; token: string; sessionId: string }
  | { type: 'renew'; tokens: string[] }
  /** Its holder would use a slot for another page. It may, as `keepsSlot` tells, when nobody waits for one and the browser is not worn. */
  | { type: 'keep'; token: string }
  /** A slot comes back; `broken`: its browser must not be lent again. `bytes`: what its processes hold, null when not measured. */
  | { type: 'return'; token: string; broken: boolean; bytes: number | null }
  /** The platform refused or failed to launch: none before `until`. */
  | { type: 'launch_failed'; token: string; until: number }
  /** Sessions that were to be closed are. */
  | { type: 'closed'; sessionIds: string[] }
  | { type: 'time' }

/** Answers to an `ask`, now or later: a slot in a session that is up, in one to be launched, or none before a time. */
export type BrowserEffect =
  | { type: 'connect'; token: string; sessionId: string }
  | { type: 'launch'; token: string }
  | { type: 'refused'; token: string; until: number }

export const noBrowsers = (limits: BrowserLimits): BrowserState => ({
  sessions: [],
  launchableAt: 0,
  sequence: 0,
  waiters: [],
  limits,
})

/** Moves the browsers' slots on, in place. Slots end by return or by time, so that no crash keeps one. */
export function applyToBrowsers(state: BrowserState, input: BrowserInput, now: number): BrowserEffect[] {
  believeClock(state, now)
  switch (input.type) {
    case 'ask': {
      const { token, lane, until, connected, limits, alive } = input
      state.limits = limits
      if (alive) forgetDeadSessions(state, alive, now)
      joinLine(state.waiters, { token, lane, since: now, until, connected })
      break
    }
    case 'launched': {
      const session = sessionOf(state, input.token)
      // The platform's list has it only from now on, however long it took to come up.
      if (session) {
        Object.assign(session, { sessionId: input.sessionId, bornAt: now })
        const slot = session.slots.get(input.token)!
        if (slot.expiresAt > now) slot.expiresAt = Math.max(slot.expiresAt, now + slotLeaseMs)
      }
      // It took longer than its lease: nobody has it.
      else state.sessions.push({ ...newSession(now), sessionId: input.sessionId, worn: true })
      break
    }
    case 'renew':
      for (const token of input.tokens) {
        const slot = slotOf(state, token)
        if (slot && slot.expiresAt > now) slot.expiresAt = now + slotLeaseMs
      }
      break
    case 'keep': {
      const session = sessionOf(state, input.token)
      if (session && keepsSlot(state, input.token)) session.uses += 1
      break
    }
    case 'return':
      giveBack(state, input.token, input.broken, input.bytes)
      break
    case 'launch_failed':
      state.launchableAt = Math.max(state.launchableAt, input.until)
      giveBack(state, input.token, true, null)
      break
    case 'closed':
      state.sessions = state.sessions.filter(({ sessionId }) => !input.sessionIds.includes(sessionId ?? ''))
      break
    case 'time':
      break
  }
  retire(state, now)
  return serve(state, now)
}

/** As in `domain-permits`: what a clock wrote that went wrong holds nobody for long. */
function believeClock(state: BrowserState, now: number): void {
  state.launchableAt = Math.min(state.launchableAt, now + longestLaunchPauseMs)
  for (const session of state.sessions) {
    session.bornAt = Math.min(session.bornAt, now)
    for (const slot of session.slots.values()) slot.expiresAt = Math.min(slot.expiresAt, now + launchMs)
  }
}

/** Whether a slot is still held under `token`. */
export const holdsSlot = (state: BrowserState, token: string): boolean => slotOf(state, token) !== null

/** Whether the holder of a slot may use it for another page: others come first. */
export function keepsSlot(state: BrowserState, token: string): boolean {
  return sessionOf(state, token)?.worn === false && state.waiters.length === 0
}

/** Sessions that the caller shall close now; each is told to one caller, and again while it is still there. */
export function takeClosing(state: BrowserState, now: number): string[] {
  return state.sessions.flatMap((session) => {
    if (session.closingSince === null || now - session.closingSince < closeAgainMs) return []
    session.closingSince = now
    return session.sessionId ?? []
  })
}

/** When time alone changes something for those who wait; null when nobody does. */
export function nextBrowserTime(state: BrowserState, now: number): number | null {
  if (state.waiters.length === 0) return null
  const held = state.sessions.flatMap(({ slots }) => [...slots.values()].filter(({ lost }) => !lost))
  const times = [...state.waiters.map(({ until }) => until), ...held.map(({ expiresAt }) => expiresAt)]
  if (state.launchableAt > now) times.push(state.launchableAt)
  return Math.min(...times)
}

function serve(state: BrowserState, now: number): BrowserEffect[] {
  const effects: BrowserEffect[] = []
  const waiting: BrowserWaiter[] = []
  for (const waiter of state.waiters) {
    const effect = lend(state, waiter, now)
    if (effect) effects.push(effect)
    else if (waiter.until <= now) effects.push({ type: 'refused', token: waiter.token, until: now + 500 })
    else waiting.push(waiter)
  }
  state.waiters = waiting
  return effects
}

function lend(state: BrowserState, { token, lane, connected }: BrowserWaiter, now: number): BrowserEffect | null {
  const { limits, sessions } = state
  const taken = sessions.flatMap(({ slots }) => [...slots.values()])
  if (taken.length >= limits.browsers * limits.contexts) return null
  if (!mayUseReserved(lane) && taken.filter((slot) => !mayUseReserved(slot.lane)).length >= unreservedSlots(limits))
    return null
  const open = sessions.filter(({ worn, slots }) => !worn && slots.size < limits.contexts)
  const warm = open.filter(({ sessionId }) => sessionId !== null)
  // Where the asker is already, then where most are: what is left empty longest is what the platform closes.
  warm.sort((a, b) => rank(b, connected) - rank(a, connected))
  const [session] = warm
  if (session) {
    session.slots.set(token, { lane, expiresAt: now + slotLeaseMs, lost: false })
    session.uses += 1
    return { type: 'connect', token, sessionId: session.sessionId! }
  }
  // One is coming up with room for more.
  if (open.length > 0) return null
  if (sessions.length >= limits.browsers || now < state.launchableAt) return null
  state.launchableAt = now + limits.launchEveryMs
  const launching = newSession(now)
  launching.slots.set(token, { lane, expiresAt: now + launchMs, lost: false })
  sessions.push(launching)
  return { type: 'launch', token }
}

const newSession = (now: number): BrowserSession => ({
  sessionId: null,
  bornAt: now,
  uses: 1,
  worn: false,
  slots: new Map(),
  closingSince: null,
})

const mayUseReserved = (lane: LaneName): boolean => lanes[lane].mayUseReservedSlots

/** Slots that any lane may hold: at least one. */
const unreservedSlots = ({ browsers, contexts, reservedForLive }: BrowserLimits): number =>
  Math.max(1, browsers * contexts - reservedForLive)

const rank = ({ sessionId, slots }: BrowserSession, connected: string[]): number =>
  slots.size + (connected.includes(sessionId!) ? 1_000 : 0)

function giveBack(state: BrowserState, token: string, broken: boolean, bytes: number | null): void {
  const session = sessionOf(state, token)
  if (!session) return
  if (broken) loseSlot(session, token)
  else session.slots.delete(token)
  if (bytes !== null && bytes > state.limits.maxBytes) session.worn = true
}

function loseSlot(session: BrowserSession, token: string): void {
  session.slots.get(token)!.lost = true
  session.worn = true
}

/** Takes back slots whose holder is gone, and has sessions closed that are worn and that nobody holds. */
function retire(state: BrowserState, now: number): void {
  const { maxAgeMs, maxUses } = state.limits
  for (const session of state.sessions) {
    for (const [token, { expiresAt, lost }] of session.slots) if (!lost && expiresAt <= now) loseSlot(session, token)
    if (now - session.bornAt > maxAgeMs || session.uses >= maxUses) session.worn = true
    if (session.worn && !isHeld(session)) session.closingSince ??= Number.NEGATIVE_INFINITY
  }
  // What never came up needs no closing.
  state.sessions = state.sessions.filter((session) => session.sessionId !== null || isHeld(session))
}

const isHeld = ({ slots }: BrowserSession): boolean => [...slots.values()].some(({ lost }) => !lost)

/** Drops the sessions that the platform no longer has, lent or not: a restart ends all of them at once. */
function forgetDeadSessions(state: BrowserState, alive: string[], now: number): void {
  state.sessions = state.sessions.filter(
    ({ sessionId, bornAt }) => sessionId === null || alive.includes(sessionId) || now - bornAt < listedAfterMs,
  )
}

/** The session of a slot that is held. */
const sessionOf = (state: BrowserState, token: string): BrowserSession | null =>
  state.sessions.find(({ slots }) => slots.get(token)?.lost === false) ?? null

const slotOf = (state: BrowserState, token: string): SlotLease | null =>
  sessionOf(state, token)?.slots.get(token) ?? null
