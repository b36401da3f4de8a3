import type { Lane } from '@edgesweep/core/lane/lane.ts'
import {
  applyToDomain,
  type DomainEffect,
  type DomainInput,
  type DomainTerms,
  issueToken,
  newDomain,
  nextDomainTime,
  permitMs,
  type VisitResult,
} from '@edgesweep/core/permit/domain-permits.ts'
import { expect } from 'vitest'

/** Live goes before all, interactive before what bulk asked in the five seconds before it. */
const headStartMs: Record<Lane, number> = { live: 86_400_000, interactive: 5_000, bulk: 0 }

/** One who asks. `answer` is null while it waits. */
export interface Ask {
  token: string
  lane: Lane
  since: number
  until: number
  answer: { granted: boolean; at: number; until: number } | null
}

/** A domain and everybody who asks it; every step is checked against what they were told. */
export class DomainWorld {
  now = 1_000_000
  readonly state = newDomain()
  readonly asks: Ask[] = []
  /** Permits out, by token, and when each ends. */
  readonly holding = new Map<string, { since: number; until: number }>()
  #withdrawn = new Set<string>()
  #interactiveInARow = 0
  #lastStartAt = Number.NEGATIVE_INFINITY
  #backoffUntil = 0

  ask(lane: Lane, patienceMs: number, terms: DomainTerms): Ask {
    const token = issueToken(this.state)
    const last = this.asks.at(-1)
    if (last) expect(token > last.token, 'tokens grow').toBe(true)
    const ask: Ask = { token, lane, since: this.now, until: this.now + patienceMs, answer: null }
    this.asks.push(ask)
    this.apply({ type: 'ask', token, lane, until: ask.until, terms })
    return ask
  }

  renew({ token }: Ask): void {
    const permit = this.holding.get(token)
    if (permit && permit.until > this.now) permit.until = this.now + permitMs
    this.apply({ type: 'renew', token })
  }

  giveBack({ token, answer }: Ask, result: VisitResult, random = 0.5): void {
    const held = this.holding.get(token)
    // Who comes late has no word any more: the permit was counted as ended.
    if (held && result.type === 'throttled')
      this.#backoffUntil = Math.max(this.#backoffUntil, this.now + Math.min(result.retryAfterMs ?? 900, 3_600_000))
    if (answer === null) this.#withdrawn.add(token)
    this.holding.delete(token)
    const limit = this.state.limit
    this.apply({ type: 'return', token, result, random })
    if (held && (result.type === 'throttled' || result.type === 'timed_out'))
      expect(this.state.limit, 'it falls by half at most').toBeGreaterThanOrEqual(Math.max(1, Math.floor(limit / 2)))
  }

  /** Time passes; the domain hears of it when it asked to. */
  pass(ms: number): void {
    const until = this.now + ms
    while (true) {
      const next = nextDomainTime(this.state, this.now)
      if (next === null || next > until) break
      expect(next, 'a time to look again that is over would be looked at for ever').toBeGreaterThan(this.now)
      this.now = next
      this.apply({ type: 'time' })
    }
    this.now = until
  }

  waiting = (): Ask[] => this.asks.filter((ask) => ask.answer === null && !this.#withdrawn.has(ask.token))

  apply(input: DomainInput): void {
    for (const [token, { until }] of this.holding) if (until <= this.now) this.holding.delete(token)
    const effects = applyToDomain(this.state, input, this.now)
    for (const effect of effects) {
      const ask = this.asks.find((one) => one.token === effect.token)!
      expect(ask.answer, 'one answer to an ask').toBeNull()
      expect(this.#withdrawn.has(ask.token), 'no answer to an ask that was withdrawn').toBe(false)
      if (effect.type === 'granted') this.#granted(ask)
      else this.#refused(ask, effect)
    }
    const { limit, slots } = this.state
    expect(limit).toBeGreaterThanOrEqual(1)
    expect(limit).toBeLessThanOrEqual(slots)
    for (const ask of this.waiting()) expect(ask.until, 'nobody waits beyond its patience').toBeGreaterThan(this.now)
    expect(this.state.waiters.map(({ token }) => token).sort()).toEqual(this.waiting().map(({ token }) => token))
    expect([...this.state.permits.keys()].sort()).toEqual([...this.holding.keys()].sort())
  }

  #granted(ask: Ask): void {
    expect(this.holding.size, 'granted only below the limit').toBeLessThan(this.state.limit)
    expect(this.now - this.#lastStartAt, 'the delay between two starts').toBeGreaterThanOrEqual(this.state.delayMs)
    expect(this.now, 'the domain is left alone as long as it asked').toBeGreaterThanOrEqual(this.#backoffUntil)
    ask.answer = { granted: true, at: this.now, until: 0 }
    this.#lastStartAt = this.now
    this.holding.set(ask.token, { since: this.now, until: this.now + permitMs })
    const rank = ({ since, lane }: Ask) => since - headStartMs[lane]
    const waitOn = this.waiting().filter((other) => {
      const lead = rank(ask) - rank(other)
      // After nine of them in a row, one of bulk goes before interactive.
      if (ask.lane === 'bulk' && other.lane === 'interactive' && this.#interactiveInARow >= 9) return false
      return lead > 0 || (lead === 0 && other.token < ask.token)
    })
    if (ask.lane === 'bulk') this.#interactiveInARow = 0
    if (ask.lane === 'interactive') this.#interactiveInARow += 1
    expect(waitOn, 'nobody more urgent, or earlier in the same lane, waits on').toEqual([])
  }

  #refused(ask: Ask, { until }: Extract<DomainEffect, { type: 'refused' }>): void {
    expect(until, 'a refusal names a time not before now').toBeGreaterThanOrEqual(this.now)
    const isPaced = this.state.delayMs > 0 || this.#backoffUntil > this.now
    if (ask.until > this.now)
      expect(isPaced, 'refused before its time only when waiting is known to be in vain').toBe(true)
    ask.answer = { granted: false, at: this.now, until }
  }
}
