import { maxThrottles } from '@edgesweep/core/endings/ending.ts'
import { readyItems } from '@edgesweep/core/job/item-order.ts'
import { type JobInput, maxTries } from '@edgesweep/core/job/job-machine.ts'
import { isJobEnded } from '@edgesweep/core/job/job-state.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'
import { endings, JobWorld, usage } from './job-world.ts'

const itemStep = fc.record({
  do: fc.constantFrom(
    'started' as const,
    'started' as const,
    'ended' as const,
    'returned' as const,
    'deferred' as const,
    'outage' as const,
  ),
  /** Null stands for the holder's token. */
  token: fc.constantFrom(null, null, null, null, 't1', 't2', ''),
  index: fc.nat(6),
  status: fc.constantFrom(...endings),
  throttled: fc.boolean(),
  random: fc.double({ min: 0, max: 0.999, noNaN: true }),
  unforeseen: fc.boolean(),
  /** The time of the next try, in ms before (or after) the deadline. */
  earlyMs: fc.constantFrom(400_000, 400_000, 400_000, 1, 0, -3_600_000),
})
const taken = fc.record({
  do: fc.constant('taken' as const),
  token: fc.constantFrom('t1', 't2', 't3', 't4'),
  attempt: fc.nat(4),
  /** The number of runs since the run of the ticket. */
  late: fc.constantFrom(0, 0, 0, 0, 1, 2),
})
const rare = fc.record({
  do: fc.constantFrom('cancelled' as const, 'given_up' as const, 'deadline' as const, 'revived' as const),
  late: fc.constantFrom(0, 0, 1),
  items: fc.constantFrom('failed' as const, 'unfinished' as const),
  how: fc.constantFrom('failed' as const, 'timed_out' as const, 'cancelled' as const),
  ms: fc.nat(300_000),
})
const step = fc.oneof(
  { weight: 14, arbitrary: itemStep },
  { weight: 3, arbitrary: taken },
  { weight: 2, arbitrary: rare },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const notNow = { reason: 'not now', afterMs: 100_000 }
/** The deadline in each ticket of a job that was never revived. */
const { deadline } = new JobWorld([], undefined).state

function inputOf(world: JobWorld, one: Step): JobInput {
  const deadline = 'late' in one ? (world.deadlines.at(-1 - one.late) ?? world.state.deadline) : 0
  switch (one.do) {
    case 'taken':
      return { type: 'taken', token: one.token, attempt: one.attempt, deadline }
    case 'cancelled':
      return { type: 'cancelled' }
    case 'given_up':
      return { type: 'given_up', status: one.how, reason: 'the lane gave up', deadline }
    case 'revived':
      return { type: 'revived', items: one.items }
    case 'deadline':
      world.now += one.ms
      return { type: 'deadline' }
  }
  const { index, status } = one
  const token = one.token ?? world.state.token
  if (one.do === 'ended')
    return { type: 'item.ended', token, index, status, error: status === 'errored' ? 'bad' : null, usage }
  if (one.do === 'returned') return { type: 'item.returned', token, index, error: 'bad', usage }
  if (one.do === 'outage') {
    const { random, unforeseen } = one
    return { type: 'item.outage', token, index, reason: 'the bucket does not answer', random, unforeseen, usage }
  }
  if (one.do === 'deferred') {
    const afterMs = Math.max(0, world.state.deadline - one.earlyMs - world.now)
    return { type: 'item.deferred', token, index, throttled: one.throttled, reason: 'not now', afterMs, usage }
  }
  return { type: 'item.started', token, index }
}

function run([order, ttl, steps]: [Order, number | undefined, Step[]]): JobWorld {
  const world = new JobWorld(order, ttl)
  for (const one of steps) world.apply(inputOf(world, one))
  return world
}

/** For each item, the index of an item before it, or null. */
type Order = Array<number | null>
const order = fc
  .array(fc.nat(8), { maxLength: 6 })
  .map((picks): Order => picks.map((pick, index) => (pick < index ? pick : null)))

const history = fc.tuple(order, fc.constantFrom(undefined, 60), fc.array(step, { maxLength: 60, size: 'max' }))

test('in any order of inputs, an item ends once, a job announces its end once, and a late report changes nothing', () => {
  fc.assert(
    fc.property(history, (one) => {
      run(one)
    }),
    { numRuns: runs(1_500) },
  )
})

test('a job ends at its deadline at the latest, after any history', () => {
  fc.assert(
    fc.property(history, (one) => {
      const world = run(one)
      // If a job has not begun, its lane ends it.
      if (!world.hasBegun) return
      const hadEnded = isJobEnded(world.state.status)
      world.now = Math.max(world.now, world.state.deadline)
      expect(world.apply({ type: 'deadline' })).toBe(!hadEnded)
      expect(isJobEnded(world.state.status)).toBe(true)
    }),
    { numRuns: runs(300) },
  )
})

test('a worker that takes over at any point and runs the ready items ends the job', () => {
  fc.assert(
    fc.property(history, fc.constantFrom(...endings), (one, status) => {
      const world = run(one)
      if (isJobEnded(world.state.status)) return
      world.apply({ type: 'taken', token: 'last', attempt: 9, deadline: world.state.deadline })
      let rounds = 0
      while (!isJobEnded(world.state.status)) {
        expect(++rounds).toBeLessThan(20)
        const ready = readyItems(world.state, world.now)
        if (ready.length === 0) world.now = Math.min(...Object.values(world.state.waits).map(({ until }) => until))
        for (const index of ready) {
          expect(world.apply({ type: 'item.started', token: 'last', index })).toBe(true)
          world.apply({ type: 'item.ended', token: 'last', index, status, error: null, usage })
        }
      }
      expect(['completed', 'partial', 'failed']).toContain(world.state.status)
    }),
    { numRuns: runs(300) },
  )
})

test('only the item during which three workers died while it ran alone is given up', () => {
  const world = new JobWorld([null, null], undefined)
  for (let attempt = 0; attempt <= maxTries + 1; attempt++) {
    world.apply({ type: 'taken', token: `t${attempt}`, attempt, deadline })
    world.apply({ type: 'item.started', token: `t${attempt}`, index: 0 })
  }
  expect(world.state.items.map((item) => item.status)).toEqual(['errored', 'queued'])
  expect(world.state.items[0]!.error).toBe('its worker died in the last of 3 tries')
})

test('an item that kills its worker takes no other along: each item of the dead worker is tried alone, without a try spent', () => {
  const items = [...Array(8).keys()]
  const world = new JobWorld(
    items.map(() => null),
    undefined,
  )
  world.apply({ type: 'taken', token: 't0', attempt: 0, deadline })
  for (const index of items) world.apply({ type: 'item.started', token: 't0', index })
  const killer = 3
  for (let attempt = 1; !isJobEnded(world.state.status); attempt++) {
    expect(attempt).toBeLessThan(10)
    const token = `t${attempt}`
    world.apply({ type: 'taken', token, attempt, deadline })
    const alone = readyItems(world.state, world.now).filter((index) => world.state.alone[index])
    expect(alone).toEqual(readyItems(world.state, world.now))
    for (const index of alone) {
      world.apply({ type: 'item.started', token, index })
      if (index === killer) break
      world.apply({ type: 'item.ended', token, index, status: 'completed', error: null, usage })
    }
  }
  expect(world.state.items.map(({ status }) => status)).toEqual(
    items.map((index) => (index === killer ? 'errored' : 'completed')),
  )
})

test('an item does not rest longer after a clock that was ahead is corrected', () => {
  const world = new JobWorld([null], undefined)
  world.now += 400_000
  world.apply({ type: 'taken', token: 't', attempt: 0, deadline })
  world.apply({ type: 'item.started', token: 't', index: 0 })
  world.apply({ type: 'item.outage', token: 't', index: 0, reason: 'away', random: 0.5, usage })
  expect(readyItems(world.state, world.now)).toEqual([])
  expect(readyItems(world.state, world.now - 400_000)).toEqual([0])
})

test('a failing item gets at most three tries, and a deferral does not count as a try', () => {
  const world = new JobWorld([null, null], undefined)
  world.apply({ type: 'taken', token: 't', attempt: 0, deadline })
  for (let round = 0; round < 10; round++) {
    expect(world.apply({ type: 'item.started', token: 't', index: 1 })).toBe(true)
    expect(world.apply({ type: 'item.deferred', token: 't', index: 1, throttled: false, ...notNow, usage })).toBe(true)
    world.apply({ type: 'item.started', token: 't', index: 0 })
    world.apply({ type: 'item.returned', token: 't', index: 0, error: 'answered 503', usage })
  }
  expect(world.state.items).toMatchObject([
    { status: 'errored', tries: 3, error: 'answered 503' },
    { status: 'queued', tries: 0, error: null },
  ])
})

test('an item is deferred ten times for refusals of its domain, by any workers, and then fails with the reason', () => {
  const world = new JobWorld([null, null], undefined)
  for (let refusal = 1; refusal <= maxThrottles + 1; refusal++) {
    expect(world.state.items[0]).toMatchObject({ status: 'queued', tries: 0 })
    const token = `t${refusal}`
    world.apply({ type: 'taken', token, attempt: refusal, deadline })
    world.apply({ type: 'item.started', token, index: 0 })
    const refused = { reason: 'shop.example answered 429', afterMs: 1_000 }
    world.apply({ type: 'item.deferred', token, index: 0, throttled: true, ...refused, usage })
  }
  expect(world.state.items).toMatchObject([
    { status: 'errored', error: 'given up after 11 refusals: shop.example answered 429' },
    { status: 'queued' },
  ])
})
