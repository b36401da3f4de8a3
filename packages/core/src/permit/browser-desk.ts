import type { DeskClock } from '../desk-clock.ts'
import { boundedWait } from '../endings/waits.ts'
import type { LaneName } from '../lane/lane.ts'
import {
  applyToBrowsers,
  type BrowserEffect,
  type BrowserInput,
  type BrowserLack,
  holdsSlot,
  keepsSlot,
  nextBrowserTime,
  takeClosing,
} from './browser-permits.ts'
import { type BrowserLimits, type BrowserState, noBrowsers, restoreBrowsers } from './browser-state.ts'
import { type BrowserUse, browserUse } from './browser-use.ts'
import { issueToken } from './domain-state.ts'
import { PendingAnswers } from './pending-answers.ts'
import type { PermitStorage } from './permit-storage.ts'
import type { IdleSession } from './stray-browsers.ts'

/**
 * A request for a browser slot, for the work of a key. `alive`: the platform's list of sessions, if just read; `idle`: those without a connection.
 * `connected`: the caller's own sessions. A caller of an earlier version tells neither `idle` nor its key.
 */
export interface BrowserAsk {
  lane: LaneName
  keyId?: string
  patienceMs: number
  connected: string[]
  limits: BrowserLimits
  alive: string[] | null
  idle?: IdleSession[]
}

/** A slot in a running session or in one to launch, or the time in ms before the next request is useful. `close`: sessions to close. */
export type BrowserAnswer = { close: string[] } & (
  | { type: 'connect'; token: string; sessionId: string }
  | { type: 'launch'; token: string }
  | { type: 'refused'; afterMs: number; by: BrowserLack }
)

/** The ports of a `BrowserDesk`. */
export interface BrowserPorts {
  storage: PermitStorage<BrowserState>
  clock: DeskClock
}

/** Lends the context slots of all browsers. `browser-permits` decides; the desk stores each step and answers the requests. */
export class BrowserDesk {
  readonly #ports: BrowserPorts
  #state: BrowserState | null
  readonly #answers: PendingAnswers<BrowserAnswer>

  constructor(ports: BrowserPorts) {
    this.#ports = ports
    this.#answers = new PendingAnswers(ports.clock)
    const stored = ports.storage.read()
    this.#state = stored && restoreBrowsers(stored, ports.clock.now())
  }

  /** `answer` is called once, now or within the patience, and must not call the desk. Returns the token of the request. */
  ask(
    { lane, keyId = '', patienceMs, connected, limits, alive, idle = [] }: BrowserAsk,
    answer: (answer: BrowserAnswer) => void,
  ): string {
    this.#state ??= noBrowsers(limits)
    const token = issueToken(this.#state)
    this.#answers.add(token, answer)
    const until = this.#ports.clock.now() + boundedWait(patienceMs, 0)
    this.#apply({ type: 'ask', token, lane, keyId, until, connected, limits, alive, idle })
    return token
  }

  /** False when the launcher's lease has expired. The launcher must not use the browser then. */
  launched(token: string, sessionId: string): boolean {
    this.#apply({ type: 'launched', token, sessionId })
    return this.#holds(token)
  }

  /** `mayRun`: a browser may have started all the same. A caller of an earlier version does not say it, and then none is looked for. */
  notLaunched(token: string, pauseMs: number, mayRun = false): void {
    this.#apply({ type: 'launch_failed', token, pauseMs, mayRun })
  }

  /** Extends leases. Returns the tokens that are still valid. */
  renew(tokens: string[]): string[] {
    this.#apply({ type: 'renew', tokens })
    return tokens.filter((token) => this.#holds(token))
  }

  /** Whether the holder may use the slot for another page. False also when its lease has expired unnoticed. */
  keep(token: string): boolean {
    const keeps = this.#state !== null && keepsSlot(this.#state, token)
    this.#apply({ type: 'keep', token })
    return keeps && this.#holds(token)
  }

  /** `bytes`: the memory of the browser's processes, null when not measured. Returns the sessions that the caller must close. */
  giveBack(token: string, broken: boolean, bytes: number | null): string[] {
    this.#apply({ type: 'return', token, broken, bytes })
    if (!this.#state) return []
    const close = takeClosing(this.#state, this.#ports.clock.now())
    if (close.length > 0) this.#ports.storage.write(this.#state)
    return close
  }

  closed(sessionIds: string[]): void {
    this.#apply({ type: 'closed', sessionIds })
  }

  /** Null before the first request for a browser. */
  use(): BrowserUse | null {
    return this.#state && browserUse(this.#state, this.#ports.clock.now())
  }

  #holds(token: string): boolean {
    return this.#state !== null && holdsSlot(this.#state, token)
  }

  #apply(input: BrowserInput): void {
    const state = this.#state
    if (!state) return
    const now = this.#ports.clock.now()
    const effects = applyToBrowsers(state, input, now)
    const answers = effects.map((effect) => [effect.token, answerOf(effect, takeClosing(state, now), now)] as const)
    this.#ports.storage.write(state)
    this.#answers.wakeAt(nextBrowserTime(state, now), () => this.#apply({ type: 'time' }))
    for (const [token, answer] of answers) this.#answers.answer(token, answer)
  }
}

function answerOf(effect: BrowserEffect, close: string[], now: number): BrowserAnswer {
  if (effect.type !== 'refused') return { ...effect, close }
  return { type: 'refused', afterMs: effect.until - now, by: effect.by, close }
}
