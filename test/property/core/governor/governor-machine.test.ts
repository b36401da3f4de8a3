import { govern, newGovernor } from '@edgesweep/core/governor/governor-machine.ts'
import {
  type Decision,
  type GovernorSettings,
  governorSettings,
  type Reading,
} from '@edgesweep/core/governor/governor-settings.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'

const floor = 1_000

const settings: fc.Arbitrary<GovernorSettings> = fc
  .record({
    min: fc.nat(3),
    room: fc.nat(6),
    idleSeconds: fc.nat(20),
    strainSeconds: fc.nat(8),
    keepSeconds: fc.nat(15),
  })
  .map(({ min, room, ...rest }) =>
    governorSettings({ min, max: Math.max(1, min + room), memoryFloorBytes: floor, ...rest }),
  )

/** Any figures that a source of readings may report, including invalid ones. */
const amount = (plausible: fc.Arbitrary<number>) =>
  fc.oneof({ weight: 20, arbitrary: plausible }, { weight: 1, arbitrary: fc.constantFrom(NaN, -1, Infinity) })
const reading: fc.Arbitrary<Reading> = fc.record({
  cpu: amount(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.8, 0.81, 0.95, 1))),
  memoryFreeBytes: amount(fc.constantFrom(0, floor - 1, floor, 10 * floor)),
  memoryTotalBytes: amount(fc.constant(20 * floor)),
  waiting: amount(fc.constantFrom(0, 1, 10, 11, 500)),
  busy: amount(fc.nat(10)),
  workers: amount(fc.nat(10)),
})
/** The seconds between two readings. They may be negative, because a clock may go back. */
const step = fc.record({
  reading,
  seconds: fc.oneof({ weight: 9, arbitrary: fc.nat(5) }, fc.integer({ min: -3600, max: 3600 })),
})
const steps = fc.array(step, { minLength: 1, maxLength: 60 })
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

interface Seen extends Decision {
  at: number
  before: number
}

function run(given: GovernorSettings, taken: Step[]): Seen[] {
  let state = newGovernor(given)
  let at = 1_000_000_000
  return taken.map((one) => {
    at += one.seconds * 1000
    const before = state.workers
    const step = govern(given, state, one.reading, at)
    state = step.state
    return { ...step.decision, at, before }
  })
}

const holds = (check: (seen: Seen[], given: GovernorSettings, taken: Step[]) => void) =>
  fc.assert(
    fc.property(settings, steps, (given, taken) => check(run(given, taken), given, taken)),
    { numRuns: runs(2_000) },
  )

test('the number of workers stays between min and max and changes by at most one, for any readings', () => {
  holds((seen, { min, max }) => {
    for (const { workers, change, before } of seen) {
      expect(workers).toBeGreaterThanOrEqual(min)
      expect(workers).toBeLessThanOrEqual(max)
      expect(workers - before).toBe(change)
    }
  })
})

test('no worker is added above the CPU ceiling, under the memory floor or on an unreadable figure', () => {
  holds((seen, { cpuCeiling, memoryFloorBytes }) => {
    for (const { change, reading } of seen) {
      if (change !== 1) continue
      expect(reading.cpu).toBeLessThanOrEqual(cpuCeiling)
      expect(reading.memoryFreeBytes).toBeGreaterThanOrEqual(memoryFloorBytes)
    }
  })
})

test('every decision carries its reading, and the reading supports the reason', () => {
  holds((seen, given, taken) => {
    for (const [index, { change, reason, reading, words, before }] of seen.entries()) {
      expect(reading).toBe(taken[index]!.reading)
      expect(words).toContain(Number.isNaN(reading.waiting) ? 'unknown waiting' : `${reading.waiting} waiting`)
      const wants = reading.waiting > (before < 1 ? 0 : given.backlogPerStep)
      if (reason === 'backlog') expect([change, wants]).toEqual([1, true])
      if (reason === 'pool_full') expect([change, wants, before]).toEqual([0, true, given.max])
      if (reason === 'idle') expect([change, wants, reading.busy < before]).toEqual([-1, false, true])
      if (reason === 'steady') expect(change).toBe(0)
      if (reason === 'memory' && change === -1) expect(reading.memoryFreeBytes).toBeLessThan(given.memoryFloorBytes)
      if (reason === 'cpu' && change === -1) expect(reading.cpu).toBeGreaterThan(given.cpuLimit)
    }
  })
})

test('an added worker stays for its time unless memory forces it out', () => {
  holds((seen, { keepSeconds }) => {
    let raisedAt = -Infinity
    for (const { change, reason, at } of seen) {
      raisedAt = Math.min(raisedAt, at)
      if (change === 1) raisedAt = at
      if (change === -1 && reason !== 'memory') expect(at - raisedAt).toBeGreaterThanOrEqual(keepSeconds * 1000)
    }
  })
})

test('no worker is added during the pause after one was forced out', () => {
  holds((seen, { keepSeconds }) => {
    let forcedAt = -Infinity
    for (const { change, reason, at } of seen) {
      forcedAt = Math.min(forcedAt, at)
      if (change === 1) expect(at - forcedAt).toBeGreaterThanOrEqual(keepSeconds * 1000)
      if (change === -1 && reason !== 'idle') forcedAt = at
    }
  })
})

test('after the load ends, the pool reaches its maximum under a backlog and its minimum without work, even after a clock error of a day', () => {
  fc.assert(
    fc.property(settings, steps, (given, taken) => {
      let state = taken.reduce((now, one) => govern(given, now, one.reading, 86_400_000).state, newGovernor(given))
      const calm = { cpu: 0.1, memoryFreeBytes: 10 * floor, memoryTotalBytes: 20 * floor }
      const pass = (waiting: number) => {
        for (let second = 1; second <= 600; second++) {
          const busy = waiting > 0 ? state.workers : 0
          state = govern(given, state, { ...calm, waiting, busy, workers: state.workers }, second * 1000).state
        }
      }
      pass(500)
      expect(state.workers).toBe(given.max)
      pass(0)
      expect(state.workers).toBe(given.min)
    }),
    { numRuns: runs(300) },
  )
})
