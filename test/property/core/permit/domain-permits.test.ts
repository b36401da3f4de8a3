import type { Lane } from '@edgesweep/core/lane/lane.ts'
import {
  applyToDomain,
  type DomainInput,
  emptyDomain,
  nextDomainAlarm,
  permitMs,
} from '@edgesweep/core/permit/domain-permits.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'

/** Live goes before all, interactive before what bulk asked in the five seconds before it. */
const headStartMs = { live: 86_400_000, interactive: 5_000, bulk: 0 }

interface Ask {
  token: string
  lane: Lane
  since: number
  until: number
  answer: { granted: boolean; at: number } | null
}

/** A domain and everybody who asks it; every step is checked against what they were told. */
class DomainWorld {
  now = 1_000_000
  readonly state = emptyDomain()
  readonly asks: Ask[] = []
  #limit = 1
  readonly #holding = new Map<string, number>()
  #returned = new Set<string>()

  ask(lane: Lane, patienceMs: number, limit: number): void {
    const token = `token-${this.asks.length}`
    const until = this.now + patienceMs
    this.asks.push({ token, lane, since: this.now, until, answer: null })
    this.#limit = limit
    this.#apply({ type: 'ask', token, lane, until, limit })
  }

  giveBack(ask: Ask): void {
    this.#holding.delete(ask.token)
    this.#returned.add(ask.token)
    this.#apply({ type: 'return', token: ask.token })
  }

  /** Time passes with every alarm rung in time. */
  pass(ms: number): void {
    const until = this.now + ms
    while (true) {
      const next = nextDomainAlarm(this.state)
      if (next === null || next > until) break
      this.now = Math.max(this.now, next)
      this.#apply({ type: 'time' })
    }
    this.now = until
  }

  waiting = (): Ask[] => this.asks.filter((ask) => ask.answer === null && !this.#returned.has(ask.token))

  #apply(input: DomainInput): void {
    for (const effect of applyToDomain(this.state, input, this.now)) {
      for (const [token, until] of this.#holding) if (until <= this.now) this.#holding.delete(token)
      const ask = this.asks.find((one) => one.token === effect.token)!
      expect(ask.answer, 'one answer to an ask').toBeNull()
      expect(this.#returned.has(ask.token), 'no answer to an ask that was withdrawn').toBe(false)
      ask.answer = { granted: effect.type === 'granted', at: this.now }
      if (effect.type === 'refused') {
        expect(ask.until, 'refused at the end of its patience').toBe(this.now)
        expect(this.#holding.size, 'refused only for want of a permit').toBeGreaterThanOrEqual(this.#limit)
        continue
      }
      expect(effect.expiresAt).toBe(this.now + permitMs)
      expect(this.#holding.size, 'granted only below the limit').toBeLessThan(this.#limit)
      this.#holding.set(ask.token, effect.expiresAt)
      const earlier = this.waiting().filter((other) => {
        const isBefore = this.asks.indexOf(other) < this.asks.indexOf(ask)
        const lead = ask.since - headStartMs[ask.lane] - (other.since - headStartMs[other.lane])
        return lead > 0 || (lead === 0 && isBefore)
      })
      expect(earlier, 'nobody more urgent, or earlier in the same lane, waits on').toEqual([])
    }
    for (const ask of this.waiting()) expect(ask.until, 'nobody waits beyond its patience').toBeGreaterThan(this.now)
    if (this.waiting().length > 0) expect(this.state.permits.size).toBeGreaterThanOrEqual(this.#limit)
    expect(this.state.waiters.map((waiter) => waiter.token).sort()).toEqual(
      this.waiting()
        .map((ask) => ask.token)
        .sort(),
    )
  }
}

const lane = fc.constantFrom('live' as const, 'interactive' as const, 'bulk' as const)
const limits = fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 3 }))
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('ask' as const), lane, patienceMs: fc.nat(60_000), limit: limits }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('return' as const), pick: fc.nat(1_000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(20_000) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
const steps = fc.array(step, { maxLength: 60 })

function run(taken: Step[], limitOf: (asked: number | null) => number, watch: (world: DomainWorld) => void = () => {}) {
  const world = new DomainWorld()
  for (const one of taken) {
    if (one.do === 'ask') world.ask(one.lane, one.patienceMs, limitOf(one.limit))
    if (one.do === 'pass') world.pass(one.ms)
    const ask = one.do === 'return' ? world.asks[one.pick % world.asks.length] : undefined
    if (ask) world.giveBack(ask)
    watch(world)
  }
  return world
}

test('there are never more permits than the limit, and the urgent are served first', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 3 }), (taken, limit) => {
      run(
        taken,
        () => limit,
        (world) => expect(world.state.permits.size).toBeLessThanOrEqual(limit),
      )
    }),
    { numRuns: 500 },
  )
})

test('a limit that is lowered grants nothing until what is out is below it', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      run(taken, (asked) => asked ?? 2)
    }),
    { numRuns: 500 },
  )
})

test('every ask is answered by the end of its patience, and nothing stays borrowed, by alarms alone', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const world = run(taken, () => 1)
      world.pass(10_000_000)
      expect(world.waiting()).toEqual([])
      expect(nextDomainAlarm(world.state)).toBeNull()
      expect(world.state.permits.size).toBe(0)
    }),
    { numRuns: 300 },
  )
})
