import { renewLease } from '../held-lease.ts'
import { type LaneName, lanes } from '../lane/lane.ts'
import {
  type BrowserLimits,
  type BrowserSession,
  type BrowserState,
  type BrowserWaiter,
  checkLimits,
  noteBrowserTime,
  type SlotLease,
  slotLeaseMs,
} from './browser-state.ts'
import { heldByKey, inTurnOfKeys } from './key-turns.ts'
import { launchPause, refusedUntil, withFailure } from './launch-trouble.ts'
import { type IdleSession, noteLostLaunch, strayBrowsers } from './stray-browsers.ts'
import { joinLine } from './waiting-line.ts'

/** The lease of a browser launch, in ms. */
const launchMs = 30_000
/** The platform's list shows each live session of at least this age, in ms. A younger one may have started after the list was read. */
const listedAfterMs = 5_000
/** The pause, in ms, before another caller gets the order to close a session that is still there. */
const closeAgainMs = 30_000

/** What can happen to the browsers. */
export type BrowserInput =
  /**
   * A request for a context slot that waits until `until`, for the work of a key. `alive`: the platform's list of sessions, null when it was not
   * read; `idle`: those without a connection.
   */
  | {
      type: 'ask'
      token: string
      lane: LaneName
      keyId: string
      until: number
      connected: string[]
      limits: BrowserLimits
      alive: string[] | null
      idle: IdleSession[]
    }
  /** The holder of `token` has launched its browser. */
  | { type: 'launched'; token: string; sessionId: string }
  | { type: 'renew'; tokens: string[] }
  /** The holder wants to use its slot for another page. `keepsSlot` allows it while nobody waits for a slot and the browser is not worn. */
  | { type: 'keep'; token: string }
  /** A slot comes back. `broken`: its browser must not be lent again. `bytes`: the memory of its processes, null when not measured. */
  | { type: 'return'; token: string; broken: boolean; bytes: number | null }
  /**
   * The platform refused or failed to launch a browser. No launch starts within `pauseMs`, or longer after several failures. `mayRun`: a browser may
   * have started all the same.
   */
  | { type: 'launch_failed'; token: string; pauseMs: number; mayRun: boolean }
  /** The sessions are closed. */
  | { type: 'closed'; sessionIds: string[] }
  | { type: 'time' }

/** The limit that holds a caller back. `launch`: no browser runs, and the last launches failed. */
export type BrowserLack = 'slots' | 'launch'

/** The answer to an `ask`, now or later: a slot in a running session, the order to launch one, or a refusal until a time. */
export type BrowserEffect =
  | { type: 'connect'; token: string; sessionId: string }
  | { type: 'launch'; token: string }
  | { type: 'refused'; token: string; until: number; by: BrowserLack }

/** Applies an input to the state, in place. A slot ends by return or by time, so that no crash keeps one. */
export function applyToBrowsers(state: BrowserState, input: BrowserInput, now: number): BrowserEffect[] {
  noteBrowserTime(state, now)
  switch (input.type) {
    case 'ask': {
      const { token, lane, keyId, until, connected, limits, alive, idle } = input
      state.limits = checkLimits(limits, state.limits)
      if (alive) forgetDeadSessions(state, alive, now)
      for (const sessionId of strayBrowsers(state, idle, now))
        state.sessions.push({ ...newSession(now), sessionId, worn: true })
      joinLine(state.waiters, { token, lane, keyId, since: now, until, connected })
      break
    }
    case 'launched': {
      const session = sessionOf(state, input.token)
      // The session is in the platform's list only from now on, so its age starts now.
      if (session) {
        state.trouble = null
        Object.assign(session, { sessionId: input.sessionId, bornAt: now })
        const slot = session.slots.get(input.token)!
        if (slot.expiresAt > now) slot.expiresAt = Math.max(slot.expiresAt, now + slotLeaseMs)
      }
      // The launch took longer than its lease, so nobody holds this session.
      else state.sessions.push({ ...newSession(now), sessionId: input.sessionId, worn: true })
      break
    }
    case 'renew':
      for (const token of input.tokens) {
        const slot = slotOf(state, token)
        if (slot && slot.expiresAt > now) renewLease(slot, slotLeaseMs, now)
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
      state.trouble = withFailure(state.trouble, now)
      state.launchableAt = Math.max(state.launchableAt, now + launchPause(state.trouble, input.pauseMs))
      if (input.mayRun) noteLaunch(state, sessionOf(state, input.token), now)
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

/** Whether `token` still holds a slot. */
export const holdsSlot = (state: BrowserState, token: string): boolean => slotOf(state, token) !== null

/** Whether the holder of a slot may use it for another page. It may not while others wait. */
export function keepsSlot(state: BrowserState, token: string): boolean {
  return sessionOf(state, token)?.worn === false && state.waiters.length === 0
}

/** The sessions that the caller must close now. One caller gets each session; another gets it later if it is still there. */
export function takeClosing(state: BrowserState, now: number): string[] {
  return state.sessions.flatMap((session) => {
    if (session.closingSince === null || now - session.closingSince < closeAgainMs) return []
    session.closingSince = now
    return session.sessionId ?? []
  })
}

/** When time alone changes something for a waiter. Null when nobody waits. */
export function nextBrowserTime(state: BrowserState, now: number): number | null {
  if (state.waiters.length === 0) return null
  const held = state.sessions.flatMap(({ slots }) => [...slots.values()].filter(({ lost }) => !lost))
  const times = [...state.waiters.map(({ until }) => until), ...held.map(({ expiresAt }) => expiresAt)]
  if (state.launchableAt > now) times.push(state.launchableAt)
  return Math.min(...times)
}

function serve(state: BrowserState, now: number): BrowserEffect[] {
  const effects: BrowserEffect[] = []
  const waiting = new Set<BrowserWaiter>()
  const held = heldByKey(state.sessions.flatMap(({ slots }) => [...slots.values()].filter(({ lost }) => !lost)))
  for (const waiter of inTurnOfKeys(state.waiters, held, [])) {
    const effect = lend(state, waiter, now)
    if (effect) effects.push(effect)
    else if (isWithoutBrowser(state))
      effects.push({ type: 'refused', token: waiter.token, until: refusedUntil(state.launchableAt, now), by: 'launch' })
    else if (waiter.until <= now) effects.push({ type: 'refused', token: waiter.token, until: now + 500, by: 'slots' })
    else waiting.add(waiter)
  }
  state.waiters = state.waiters.filter((waiter) => waiting.has(waiter))
  return effects
}

/** One caller at a time tries a launch then, and the others are refused at once. */
const isWithoutBrowser = ({ trouble, sessions }: BrowserState): boolean =>
  trouble !== null && !sessions.some(({ sessionId, worn }) => sessionId !== null && !worn)

function lend(
  state: BrowserState,
  { token, lane, keyId, connected }: BrowserWaiter,
  now: number,
): BrowserEffect | null {
  const { limits, sessions } = state
  const taken = sessions.flatMap(({ slots }) => [...slots.values()])
  if (taken.length >= limits.browsers * limits.contexts) return null
  if (!mayUseReserved(lane) && taken.filter((slot) => !mayUseReserved(slot.lane)).length >= unreservedSlots(limits))
    return null
  const open = sessions.filter(({ worn, slots }) => !worn && slots.size < limits.contexts)
  const warm = open.filter(({ sessionId }) => sessionId !== null)
  // First a session that the caller is connected to, then the fullest: the platform closes sessions that stay empty.
  warm.sort((a, b) => rank(b, connected) - rank(a, connected))
  const [session] = warm
  if (session) {
    session.slots.set(token, { lane, keyId, expiresAt: now + slotLeaseMs, lost: false })
    session.uses += 1
    return { type: 'connect', token, sessionId: session.sessionId! }
  }
  // A browser with a free slot is starting: wait for it.
  if (open.length > 0) return null
  if (sessions.length >= limits.browsers || now < state.launchableAt) return null
  state.launchableAt = now + limits.launchEveryMs
  const launching = newSession(now)
  launching.slots.set(token, { lane, keyId, expiresAt: now + launchMs, lost: false })
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

/** Takes back slots after their lease, and marks the worn sessions that nobody holds for closing. */
function retire(state: BrowserState, now: number): void {
  const { maxAgeMs, maxUses } = state.limits
  for (const session of state.sessions) {
    for (const [token, { expiresAt, lost }] of session.slots)
      if (!lost && expiresAt <= now) {
        noteLaunch(state, session, now)
        loseSlot(session, token)
      }
    if (now - session.bornAt > maxAgeMs || session.uses >= maxUses) session.worn = true
    if (session.worn && !isHeld(session)) session.closingSince ??= Number.NEGATIVE_INFINITY
  }
  // A browser that never started needs no closing.
  state.sessions = state.sessions.filter((session) => session.sessionId !== null || isHeld(session))
}

/** Notes a session that was still to start. */
function noteLaunch(state: BrowserState, session: BrowserSession | null, now: number): void {
  if (session?.sessionId === null) noteLostLaunch(state, session.bornAt, now)
}

const isHeld = ({ slots }: BrowserSession): boolean => [...slots.values()].some(({ lost }) => !lost)

/** Drops the sessions that the platform no longer has, including lent ones: a restart ends all of them at once. */
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
