import type { DomainAnswer } from '@edgesweep/core/context.ts'
import { type LaneName, lanes } from '@edgesweep/core/lane/lane.ts'
import { DomainDesk } from '@edgesweep/core/permit/domain-desk.ts'
import type { VisitResult } from '@edgesweep/core/permit/domain-permits.ts'
import { type DomainState, type DomainTerms, newDomain, permitMs } from '@edgesweep/core/permit/domain-state.ts'
import { heldByKey } from '@edgesweep/core/permit/key-turns.ts'
import { expect } from 'vitest'
import { TimerClock } from '../../../support/timer-clock.ts'

/** A request for a permit. `answer` is null while it waits. */
export interface Ask {
  token: string
  lane: LaneName
  keyId: string
  since: number
  until: number
  answer: { granted: boolean; at: number; until: number } | null
}

/** The desk of a domain and its callers. It checks each step against all earlier answers. */
export class DomainWorld {
  readonly #clock = new TimerClock(1_000_000)
  /** The last state that the desk stored. */
  state: DomainState = newDomain()
  readonly #desk = new DomainDesk({
    storage: {
      read: () => null,
      write: (state) => {
        this.state = state
      },
    },
    clock: this.#clock,
    random: () => 0.5,
  })
  readonly asks: Ask[] = []
  /** The held permits by token, with their start and end. */
  readonly holding = new Map<string, { keyId: string; since: number; until: number }>()
  #withdrawn = new Set<string>()
  #interactiveInARow = 0
  /** During one step: the places of requests that others of their lane have passed. */
  readonly #placesTaken = new Map<Ask, Ask>()
  #liveInARow = 0
  #lastStartAt = Number.NEGATIVE_INFINITY
  #backoffUntil = 0

  get now(): number {
    return this.#clock.now()
  }

  /** The time of the desk's next timer. Null when nobody waits. */
  get nextAt(): number | null {
    return this.#clock.nextAt
  }

  ask(lane: LaneName, patienceMs: number, terms: DomainTerms, keyId = ''): Ask {
    this.#endLeases()
    // Tokens count up, so that a late holder is recognised.
    const token = String(this.asks.length + 1).padStart(12, '0')
    const ask: Ask = { token, lane, keyId, since: this.now, until: this.now + patienceMs, answer: null }
    this.asks.push(ask)
    const given = this.#desk.ask(lane, patienceMs, terms, (answer) => this.#answered(ask, answer), keyId)
    expect(given, 'the next greater token').toBe(token)
    this.#check()
    return ask
  }

  renew({ token }: Ask): void {
    this.#endLeases()
    const permit = this.holding.get(token)
    if (permit) permit.until = this.now + permitMs
    this.#desk.renew(token)
    this.#check()
  }

  giveBack({ token, answer }: Ask, result: VisitResult): void {
    const held = this.holding.get(token)
    // The result of a late holder does not count, because its permit has ended.
    if (held && result.type === 'throttled')
      this.#backoffUntil = Math.max(this.#backoffUntil, this.now + Math.min(result.retryAfterMs ?? 900, 3_600_000))
    if (answer === null) this.#withdrawn.add(token)
    this.holding.delete(token)
    const { limit } = this.state
    this.#endLeases()
    const pausedMs = this.#desk.giveBack(token, result)
    expect(pausedMs).toBe(Math.max(0, this.state.backoffUntil - this.now))
    if (held && (result.type === 'throttled' || result.type === 'timed_out'))
      expect(this.state.limit, 'the limit falls by half at most').toBeGreaterThanOrEqual(
        Math.max(1, Math.floor(limit / 2)),
      )
    this.#check()
  }

  /** Advances the clock and fires the timers of the desk. */
  pass(ms: number): void {
    const until = this.now + ms
    while (this.nextAt !== null && this.nextAt <= until) {
      const next = this.nextAt
      for (const [token, permit] of this.holding) if (permit.until <= next) this.holding.delete(token)
      this.#clock.pass(next - this.now)
      this.#check()
    }
    this.#clock.pass(until - this.now)
  }

  /** Makes the desk apply the present time, as any call does. */
  look(): void {
    this.#endLeases()
    this.#desk.renew('nobody')
    this.#check()
  }

  waiting = (): Ask[] => this.asks.filter((ask) => ask.answer === null && !this.#withdrawn.has(ask.token))

  #endLeases(): void {
    for (const [token, { until }] of this.holding) if (until <= this.now) this.holding.delete(token)
  }

  #answered(ask: Ask, answer: DomainAnswer): void {
    expect(ask.answer, 'an earlier answer to the same request').toBeNull()
    expect(this.#withdrawn.has(ask.token), 'the request was withdrawn').toBe(false)
    if (answer.ok) {
      expect(answer.token).toBe(ask.token)
      this.#granted(ask)
    } else this.#refused(ask, this.now + answer.afterMs)
  }

  #check(): void {
    this.#placesTaken.clear()
    const { limit, slots } = this.state
    expect(limit).toBeGreaterThanOrEqual(1)
    expect(limit).toBeLessThanOrEqual(slots)
    for (const ask of this.waiting()) expect(ask.until, 'the end of the wait of a waiter').toBeGreaterThan(this.now)
    expect(this.state.waiters.map(({ token }) => token).sort()).toEqual(this.waiting().map(({ token }) => token))
    expect([...this.state.permits.keys()].sort()).toEqual([...this.holding.keys()].sort())
  }

  #granted(ask: Ask): void {
    expect(this.holding.size, 'held permits at a grant').toBeLessThan(this.state.limit)
    expect(this.now - this.#lastStartAt, 'the time since the last start').toBeGreaterThanOrEqual(this.state.delayMs)
    expect(this.now, 'no start during a pause of the domain').toBeGreaterThanOrEqual(this.#backoffUntil)
    const held = heldByKey(this.holding.values())
    const heldOf = ({ keyId }: Ask) => held.get(keyId) ?? 0
    const rank = ({ since, lane }: Ask) => since - lanes[lane].headStartMs
    const isBefore = (one: Ask, other: Ask) =>
      rank(one) - rank(other) < 0 || (rank(one) === rank(other) && one.token < other.token)
    const placeOf = (one: Ask) => this.#placesTaken.get(one) ?? one
    // The keys of a lane share its places in the line: a request that is served first leaves its own place to the one that it passes.
    const own = this.waiting().filter(({ lane }) => lane === ask.lane)
    const passed = own.reduce((first, one) => (isBefore(placeOf(one), placeOf(first)) ? one : first))
    const place = placeOf(passed)
    if (passed !== ask) this.#placesTaken.set(passed, placeOf(ask))
    ask.answer = { granted: true, at: this.now, until: 0 }
    this.#lastStartAt = this.now
    this.holding.set(ask.token, { keyId: ask.keyId, since: this.now, until: this.now + permitMs })
    const waitOn = this.waiting().filter((other) => {
      if (other.lane === ask.lane)
        return other.keyId === ask.keyId ? other.token < ask.token : heldOf(other) < heldOf(ask)
      // After nine live permits in a row, another request goes before live ones, and after nine interactive ones a bulk request before these.
      if (other.lane === 'live' && this.#liveInARow >= 9) return false
      if (ask.lane === 'bulk' && other.lane === 'interactive' && this.#interactiveInARow >= 9) return false
      if (ask.lane === 'live' && this.#liveInARow < 9) return false
      return isBefore(placeOf(other), place)
    })
    this.#liveInARow = ask.lane === 'live' ? this.#liveInARow + 1 : 0
    if (ask.lane === 'bulk') this.#interactiveInARow = 0
    if (ask.lane === 'interactive') this.#interactiveInARow += 1
    expect(waitOn, 'waiters that should have had the permit').toEqual([])
  }

  #refused(ask: Ask, until: number): void {
    expect(until, 'the time that a refusal names').toBeGreaterThanOrEqual(this.now)
    const isPaced = this.state.delayMs > 0 || this.#backoffUntil > this.now
    if (ask.until > this.now) expect(isPaced, 'an early refusal needs a delay or a pause').toBe(true)
    ask.answer = { granted: false, at: this.now, until }
  }
}
