import type { BrowserAnswer, BrowserAsk } from '@edgesweep/cloudflare/objects.ts'
import {
  applyToBrowsers,
  type BrowserEffect,
  type BrowserInput,
  type BrowserState,
  holdsSlot,
  keepsSlot,
  nextBrowserTime,
  noBrowsers,
  takeClosing,
} from '@edgesweep/core/permit/browser-permits.ts'
import { type BrowserUse, browserUse } from '@edgesweep/core/permit/browser-use.ts'
import { issueToken } from '@edgesweep/core/permit/domain-permits.ts'
import { PendingAnswers } from '@edgesweep/core/permit/pending-answers.ts'

/** Lends the context slots of all browsers: the shell around `browser-permits`, which decides. */
export class BrowserDesk {
  readonly #storage: DurableObjectStorage
  #state: BrowserState | null
  readonly #answers = new PendingAnswers<BrowserAnswer>()

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
    this.#state = storage.kv.get<BrowserState>('browser-slots') ?? null
  }

  ask({ lane, patienceMs, connected, limits, alive }: BrowserAsk): Promise<BrowserAnswer> {
    this.#state ??= noBrowsers(limits)
    const token = issueToken(this.#state)
    const answer = this.#answers.wait(token)
    this.#apply({ type: 'ask', token, lane, until: Date.now() + patienceMs, connected, limits, alive })
    return answer
  }

  launched(token: string, sessionId: string): boolean {
    this.#apply({ type: 'launched', token, sessionId })
    return this.#holds(token)
  }

  notLaunched(token: string, pauseMs: number): void {
    this.#apply({ type: 'launch_failed', token, until: Date.now() + pauseMs })
  }

  renew(tokens: string[]): string[] {
    this.#apply({ type: 'renew', tokens })
    return tokens.filter((token) => this.#holds(token))
  }

  keep(token: string): boolean {
    const keeps = this.#state !== null && keepsSlot(this.#state, token)
    if (keeps) this.#apply({ type: 'keep', token })
    return keeps
  }

  giveBack(token: string, broken: boolean, bytes: number | null): string[] {
    this.#apply({ type: 'return', token, broken, bytes })
    return this.#state ? takeClosing(this.#state, Date.now()) : []
  }

  closed(sessionIds: string[]): void {
    this.#apply({ type: 'closed', sessionIds })
  }

  /** Null before the first was asked for. */
  use(): BrowserUse | null {
    return this.#state && browserUse(this.#state, Date.now())
  }

  #holds(token: string): boolean {
    return this.#state !== null && holdsSlot(this.#state, token)
  }

  #apply(input: BrowserInput): void {
    const state = this.#state
    if (!state) return
    const now = Date.now()
    const effects = applyToBrowsers(state, input, now)
    for (const effect of effects) this.#answers.answer(effect.token, answerOf(effect, takeClosing(state, now), now))
    this.#storage.kv.put('browser-slots', { ...state, waiters: [] })
    this.#answers.tellAt(nextBrowserTime(state, now), () => this.#apply({ type: 'time' }))
  }
}

function answerOf(effect: BrowserEffect, close: string[], now: number): BrowserAnswer {
  return effect.type === 'refused' ? { type: 'refused', afterMs: effect.until - now, close } : { ...effect, close }
}
