import { type LaneName, laneNames } from '@edgesweep/core/lane/lane.ts'
import { DomainDesk } from '@edgesweep/core/permit/domain-desk.ts'
import { recoverEveryMs, type VisitResult } from '@edgesweep/core/permit/domain-permits.ts'
import { permitMs } from '@edgesweep/core/permit/domain-state.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'
import { TimerClock } from '../../../support/timer-clock.ts'
import { type Ask, DomainWorld } from './domain-world.ts'

const lane = fc.constantFrom(...laneNames)
const keyId = fc.constantFrom('', 'a', 'a', 'b', 'c')
const terms = fc.record({ slots: fc.integer({ min: 1, max: 6 }), delayMs: fc.constantFrom(0, 0, 300, 2_000, 10_000) })
const result: fc.Arbitrary<VisitResult> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ type: 'answered' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'timed_out' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('throttled' as const),
      retryAfterMs: fc.option(fc.integer({ min: 1, max: 4_000_000 })),
    }),
  },
)
const pick = fc.nat(1_000)
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('ask' as const), lane, keyId, patienceMs: fc.nat(20_000), terms }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('return' as const), pick, result }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('renew' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(8_000) }) },
)
const steps = fc.array(step, { maxLength: 60 })
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** Takes the steps with `fixed` terms, or with the terms of each step. */
function run(taken: Step[], fixed: { slots: number; delayMs: number } | null = null): DomainWorld {
  const world = new DomainWorld()
  for (const one of taken) {
    if (one.do === 'ask') world.ask(one.lane, one.patienceMs, fixed ?? one.terms, one.keyId)
    if (one.do === 'pass') world.pass(one.ms)
    // Picks one of the last requests, because those are probably still open.
    const ask = 'pick' in one ? world.asks.at(-1 - (one.pick % Math.min(8, world.asks.length || 1))) : undefined
    if (ask && one.do === 'return') world.giveBack(ask, one.result)
    if (ask && one.do === 'renew') world.renew(ask)
  }
  return world
}

test('permits stay within the limit, starts keep the delay and the pause, and more urgent requests go first', () => {
  fc.assert(
    fc.property(steps, terms, (taken, fixed) => {
      run(taken, fixed)
    }),
    { numRuns: runs(700) },
  )
})

test('limit, pace and order also hold if the terms change with each request', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      run(taken)
    }),
    { numRuns: runs(700) },
  )
})

test('every request is answered by the end of its wait, and every permit ends, without any other call', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const world = run(taken)
      world.pass(20_000)
      expect(world.waiting()).toEqual([])
      for (const { answer, until } of world.asks) if (answer) expect(answer.at).toBeLessThanOrEqual(until)
      expect(world.nextAt).toBeNull()
      world.pass(permitMs)
      world.look()
      expect(world.state.permits.size).toBe(0)
    }),
    { numRuns: runs(400) },
  )
})

test('concurrent requests that all meet trouble halve the limit once, and it recovers in the stated time', () => {
  const trouble = fc.constantFrom<VisitResult>({ type: 'timed_out' }, { type: 'throttled', retryAfterMs: 3_000 })
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 16 }),
      fc.array(trouble, { minLength: 1, maxLength: 16 }),
      (slots, troubles) => {
        const world = new DomainWorld()
        const asks = Array.from({ length: slots }, () => world.ask('bulk', 0, { slots, delayMs: 0 }))
        let over = 0
        for (const [index, one] of troubles.slice(0, slots).entries()) {
          world.pass(10)
          world.giveBack(asks[index]!, one)
          over = Math.max(over, world.now + (one.type === 'throttled' ? 3_000 : 0))
          expect(world.state.limit).toBe(Math.floor(slots / 2))
        }
        for (let step = 1; step < slots; step++) {
          const before = Math.min(slots, Math.floor(slots / 2) + step - 1)
          world.pass(over + step * recoverEveryMs - 1 - world.now)
          world.look()
          expect(world.state.limit, 'the limit 1 ms before its next rise').toBe(before)
          world.pass(1)
          world.look()
        }
        expect(world.now).toBe(over + (slots - 1) * recoverEveryMs)
        expect(world.state.limit).toBe(slots)
      },
    ),
    { numRuns: runs(200) },
  )
})

test('repeated trouble lowers the limit to one, not below, and doubles the pause up to 5 min', () => {
  const world = new DomainWorld()
  const pauses: number[] = []
  for (let strike = 0; strike < 12; strike++) {
    const ask = world.ask('bulk', 0, { slots: 8, delayMs: 0 })
    world.pass(1)
    world.giveBack(ask, { type: 'throttled', retryAfterMs: null })
    pauses.push(world.state.backoffUntil - world.now)
    world.pass(world.state.backoffUntil - world.now)
  }
  expect(pauses.slice(0, 5)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000])
  expect(pauses.slice(-2)).toEqual([300_000, 300_000])
  expect(world.state.limit).toBe(1)
})

test('a permit ends after its lease, unless its holder renews it', () => {
  const world = new DomainWorld()
  const one = { slots: 1, delayMs: 0 }
  const holder = world.ask('bulk', 0, one)
  for (let renewal = 0; renewal < 4; renewal++) {
    world.pass(permitMs - 1)
    world.renew(holder)
  }
  const next = world.ask('bulk', 60_000, one)
  world.pass(permitMs - 1)
  expect(next.answer).toBeNull()
  world.pass(1)
  expect(next.answer).toMatchObject({ granted: true })
})

test('refusals for a crawl delay name times one delay apart, and bulk requests do not delay interactive or live ones', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3_000, max: 60_000 }), fc.integer({ min: 1, max: 30 }), (delayMs, askers) => {
      const world = new DomainWorld()
      const asking = { slots: 2, delayMs }
      world.ask('bulk', 2_000, asking)
      const first = world.now
      const away = Array.from({ length: askers }, () => world.ask('bulk', 2_000, asking))
      for (const [place, { answer }] of away.entries()) {
        const delay = answer!.until - first
        expect(Math.abs(delay - (place + 1) * delayMs)).toBeLessThanOrEqual(1_000)
      }
      expect(world.ask('interactive', 2_000, asking).answer!.until - first).toBeLessThanOrEqual(delayMs)
      // The refused interactive request does not delay it either, because live goes first.
      expect(world.ask('live', 2_000, asking).answer!.until - first).toBeLessThanOrEqual(delayMs)
    }),
    { numRuns: runs(200) },
  )
})

/** Callers that ask again 50 ms after the named time and hold a permit for `pageMs`. Returns the starts of `pages` pages. */
function visit(askers: number, delayMs: number, pageMs: number, pages: number): number[] {
  const world = new DomainWorld()
  const starts: number[] = []
  const busy = Array.from({ length: askers }, (_, index) => ({
    at: world.now + index,
    ask: null as Ask | null,
    holds: false,
  }))
  while (starts.length < pages) {
    const next = Math.min(
      ...busy.map(({ at, ask, holds }) => (ask && !holds ? Number.POSITIVE_INFINITY : at)),
      world.nextAt ?? Number.POSITIVE_INFINITY,
    )
    world.pass(next - world.now)
    for (const one of busy) {
      if (one.at > world.now) continue
      if (one.holds) {
        world.giveBack(one.ask!, { type: 'answered' })
        Object.assign(one, { ask: null, holds: false, at: world.now + 50 })
      } else one.ask ??= world.ask('bulk', 2_000, { slots: 2, delayMs })
    }
    for (const one of busy) {
      const answer = one.ask?.answer
      if (!answer || one.holds) continue
      if (answer.granted) starts.push(answer.at)
      Object.assign(
        one,
        answer.granted ? { holds: true, at: answer.at + pageMs } : { ask: null, at: answer.until + 50 },
      )
    }
  }
  return starts
}

test.each([
  [1, 1_000],
  [2, 1_000],
  [8, 1_000],
  [1, 5_000],
  [3, 5_000],
  [8, 5_000],
  [30, 5_000],
  [8, 10_000],
  [50, 10_000],
  [8, 60_000],
])('%i callers that obey the named times read a page every %i ms, within 5 % over 50 pages', (askers, delayMs) => {
  const starts = visit(askers, delayMs, 300, 51)
  const each = (starts.at(-1)! - starts[0]!) / 50
  expect(each).toBeGreaterThanOrEqual(delayMs)
  expect(each).toBeLessThanOrEqual(delayMs * 1.05)
})

test('bulk gets more than one permit for every 20 permits of steady interactive work', () => {
  const clock = new TimerClock(1_000_000)
  const desk = new DomainDesk({ storage: null, clock, random: () => 0 })
  const granted = { interactive: 0, bulk: 0 }
  let holder: { token: string; until: number } | null = null
  let bulkAsksAt = 0
  const ask = (lane: 'interactive' | 'bulk') =>
    desk.ask(lane, 2_000, { slots: 1, delayMs: null }, (answer) => {
      if (answer.ok) {
        granted[lane] += 1
        holder = { token: answer.token, until: clock.now() + 1_000 }
      }
      if (lane === 'bulk') bulkAsksAt = clock.now() + (answer.ok ? 1_000 : answer.afterMs)
    })
  const giveBack = () => {
    if (!holder || holder.until > clock.now()) return
    const { token } = holder
    holder = null
    desk.giveBack(token, { type: 'answered' })
  }
  for (; clock.now() < 1_600_000; clock.pass(100)) {
    giveBack()
    if (clock.now() % 900 === 0) ask('interactive')
    if (clock.now() < bulkAsksAt) continue
    bulkAsksAt = Number.POSITIVE_INFINITY
    ask('bulk')
  }
  expect(granted.bulk, JSON.stringify(granted)).toBeGreaterThan(granted.interactive / 20)
})

test('however many requests of other keys wait, a request is served among the next as many permits as there are keys', () => {
  const rivals = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(rivals, fc.integer({ min: 1, max: 4 }), fc.constantFrom(...laneNames), (keys, slots, lane) => {
      const world = new DomainWorld()
      const asking = { slots, delayMs: 0 }
      for (const keyId of [...keys, ...keys]) world.ask(lane, 60_000, asking, keyId)
      const late = world.ask(lane, 60_000, asking, 'late')
      let ended = 0
      for (; late.answer === null; ended++) {
        world.pass(10)
        const [oldest] = world.holding.keys()
        world.giveBack(world.asks.find(({ token }) => token === oldest)!, { type: 'answered' })
      }
      expect(ended).toBeLessThanOrEqual(new Set(keys).size)
    }),
    { numRuns: runs(200) },
  )
})

test.each(['interactive', 'bulk'] as const)('steady live requests leave every tenth permit to %s ones', (lane) => {
  const world = new DomainWorld()
  const asking = { slots: 1, delayMs: 0 }
  const served: LaneName[] = []
  for (let n = 0; n < 100; n++) {
    while (world.waiting().filter((one) => one.lane === 'live').length < 5) world.ask('live', 60_000, asking, 'a')
    if (!world.waiting().some((one) => one.lane === lane)) world.ask(lane, 60_000, asking, 'b')
    const [holder] = world.holding.keys()
    const ask = world.asks.find(({ token }) => token === holder)!
    served.push(ask.lane)
    world.pass(10)
    world.giveBack(ask, { type: 'answered' })
  }
  expect(served.filter((one) => one === lane).length).toBeGreaterThanOrEqual(9)
  expect(served.filter((one) => one === 'live').length).toBeGreaterThanOrEqual(85)
})

test('after a clock was an hour ahead, a domain is blocked for no longer than one permit lease', () => {
  const clock = new TimerClock(4_600_000)
  const desk = new DomainDesk({ storage: null, clock, random: () => 0 })
  const granted: string[] = []
  const ask = (who: string) =>
    desk.ask('bulk', 20_000, { slots: 1, delayMs: 5_000 }, ({ ok }) => void (ok && granted.push(who)))
  ask('a')
  expect(granted).toEqual(['a'])
  clock.set(1_000_000)
  ask('b')
  expect(granted).toEqual(['a'])
  clock.pass(permitMs)
  expect(granted).toEqual(['a', 'b'])
})
