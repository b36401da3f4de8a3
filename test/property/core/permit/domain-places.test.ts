import type { LaneName } from '@edgesweep/core/lane/lane.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'
import { DomainCallers } from './domain-callers.ts'

const delayMs = fc.constantFrom(1_000, 2_000, 5_000, 10_000)
/** A caller is late because its worker is busy or its ticket has to be pulled again. */
const lateness = fc.constantFrom(0, 0, 200, 2_000)
const evictions = fc.array(fc.nat(600_000), { maxLength: 5 })

/** A sequence of lateness without randomness of its own. */
function lateBy(most: number): () => number {
  let turn = 0
  return () => (most * (turn++ % 7)) / 7
}

function evictAt(world: DomainCallers, times: number[]): void {
  for (const ms of times) world.after(ms, () => world.evict())
}

/** Callers of a sweep's items, one visit each. The function that it returns cancels the sweep. */
function sweep(world: DomainCallers, items: number, lateMs: number): () => void {
  const callers = Array.from({ length: items }, () => ({
    lane: 'bulk' as const,
    pageMs: 300,
    lateMs: lateBy(lateMs),
    onVisit: () => false,
    gone: false,
  }))
  for (const [index, caller] of callers.entries()) world.after((index % 8) * 10 + index * 3, () => world.visit(caller))
  return () => {
    for (const caller of callers) caller.gone = true
  }
}

/** Counts the visits of `callers` callers that always ask. */
function always(world: DomainCallers, lane: LaneName, callers: number, pageMs: number, lateMs = 0): { visits: number } {
  const counted = { visits: 0 }
  const onVisit = () => Boolean(++counted.visits)
  for (let n = 0; n < callers; n++) world.after(n, () => world.visit({ lane, pageMs, lateMs: lateBy(lateMs), onVisit }))
  return counted
}

/** The visits of eight new callers, in ms after their start. */
function eightNew(world: DomainCallers, lateMs: number): number[] {
  const visits: number[] = []
  const began = world.now
  for (let n = 0; n < 8; n++)
    world.visit({
      lane: 'bulk',
      pageMs: 300,
      lateMs: lateBy(lateMs),
      onVisit: (at) => {
        visits.push(at - began)
        return false
      },
    })
  return visits
}

test('callers of a cancelled sweep that never come back do not delay new callers', () => {
  const cancelledAt = fc.integer({ min: 0, max: 300_000 })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      cancelledAt,
      delayMs,
      lateness,
      evictions,
      (items, ms, delay, late, ends) => {
        const world = new DomainCallers({ slots: 2, delayMs: delay })
        evictAt(world, ends)
        const cancel = sweep(world, items, late)
        world.run(ms)
        cancel()
        world.run(delay + 10_000)
        const visits = eightNew(world, late)
        // Eight starts, of which each may be missed once by a late caller, and two for an evicted process.
        world.run(8 * (delay + late) + 2 * delay + 10_000)
        expect(visits).toHaveLength(8)
      },
    ),
    { numRuns: runs(60) },
  )
})

test('callers that come at once after a cancelled sweep wait for at most as many starts as are named', () => {
  const cancelledAt = fc.integer({ min: 0, max: 300_000 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), cancelledAt, delayMs, lateness, (items, ms, delay, late) => {
      const world = new DomainCallers({ slots: 2, delayMs: delay })
      const cancel = sweep(world, items, late)
      world.run(ms)
      cancel()
      const visits = eightNew(world, late)
      world.run(32 * delay + 8 * (delay + late) + 10_000)
      expect(visits).toHaveLength(8)
      expect(Math.max(0, ...world.told)).toBeLessThanOrEqual(33 * delay)
    }),
    { numRuns: runs(60) },
  )
})

test('beside carts that always ask, a new sweep gets its tenth although a cancelled one has left 500 places', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom(1_000, 2_000, 5_000),
      evictions,
      (carts, delay, ends) => {
        const world = new DomainCallers({ slots: 2, delayMs: delay })
        evictAt(world, ends)
        const cancel = sweep(world, 500, 0)
        world.run(10_000)
        cancel()
        always(world, 'interactive', carts, 300)
        world.run(10_000 + delay)
        const visits = eightNew(world, 0)
        world.run(8 * 10 * delay + 20 * delay)
        expect(visits).toHaveLength(8)
      },
    ),
    { numRuns: runs(30) },
  )
})

test.each([
  { slots: 2, delayMs: 2_000, pageMs: 300, interactive: 4, bulk: 8 },
  { slots: 2, delayMs: 2_000, pageMs: 300, interactive: 50, bulk: 1 },
  { slots: 2, delayMs: 2_000, pageMs: 300, interactive: 4, bulk: 500 },
  { slots: 1, delayMs: 0, pageMs: 1_000, interactive: 8, bulk: 4 },
  { slots: 2, delayMs: 1_000, pageMs: 300, interactive: 8, bulk: 4 },
  { slots: 2, delayMs: 0, pageMs: 3_000, interactive: 8, bulk: 4 },
])(
  'bulk gets every tenth permit of $slots slots at $delayMs ms and $pageMs ms a page, beside $interactive carts',
  (load) => {
    const world = new DomainCallers(load)
    const interactive = always(world, 'interactive', load.interactive, load.pageMs)
    const bulk = always(world, 'bulk', load.bulk, load.pageMs)
    world.run(600_000)
    expect(bulk.visits).toBeGreaterThanOrEqual(Math.floor((bulk.visits + interactive.visits) / 10))
  },
)

test('three or more bulk callers get at least one of eleven permits, whatever the load, the pace, their lateness and evictions', () => {
  const someCarts = fc.integer({ min: 1, max: 30 })
  // A single caller does not wait while it reads a page.
  const someItems = fc.integer({ min: 3, max: 30 })
  const pace = fc.constantFrom(0, 1_000, 2_000, 10_000)
  fc.assert(
    fc.property(someCarts, someItems, pace, fc.constantFrom(0, 200), evictions, (carts, items, delay, late, ends) => {
      const world = new DomainCallers({ slots: 2, delayMs: delay })
      evictAt(world, ends)
      const interactive = always(world, 'interactive', carts, 700, late)
      const bulk = always(world, 'bulk', items, 700, late)
      world.run(100 * Math.max(delay, 1_000) + 600_000)
      expect(bulk.visits).toBeGreaterThanOrEqual(Math.floor((bulk.visits + interactive.visits) / 11))
    }),
    { numRuns: runs(60) },
  )
})

test('a caller that is refused again and again has one place, so a domain has no more places than callers', () => {
  const some = fc.integer({ min: 1, max: 60 })
  fc.assert(
    fc.property(some, some, delayMs, evictions, (carts, items, delay, ends) => {
      const world = new DomainCallers({ slots: 1, delayMs: delay })
      evictAt(world, ends)
      always(world, 'interactive', carts, 300)
      always(world, 'bulk', items, 300)
      for (let minute = 0; minute < 20; minute++) {
        world.run(60_000)
        const { interactive, bulk } = world.state.places
        expect(interactive.length).toBeLessThanOrEqual(carts)
        expect(bulk.length).toBeLessThanOrEqual(items)
      }
    }),
    { numRuns: runs(20) },
  )
})

test('however many callers are refused, at most 1,000 places of a lane are kept, and no time is named beyond 33 starts', () => {
  const world = new DomainCallers({ slots: 1, delayMs: 2_000 })
  sweep(world, 3_000, 0)
  world.run(9_500)
  expect(world.state.places.bulk.length).toBeLessThanOrEqual(1_000)
  expect(Math.max(...world.told)).toBeLessThanOrEqual(66_000)
})
