import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Gauge, Rule } from '../../../bench/soak/gauges/gauges.ts'
import type { Reading } from '../../../bench/soak/gauges/reading.ts'
import { judge } from '../../../bench/soak/judge.ts'

const seconds = 3_600
const steps = 360

/** A figure and a count over an hour, by the share of the time that has passed. */
interface Course {
  value(share: number): number
  count?(share: number): number
}

function judgeCourse(rule: (count: (reading: Reading) => number) => Rule, { value, count = () => 0 }: Course) {
  const readings = Array.from({ length: steps }, (_, n) => ({ seconds: (n * seconds) / steps }) as Reading)
  const share = (reading: Reading) => reading.seconds / seconds
  const gauge: Gauge = {
    name: 'memory',
    unit: 'MiB',
    value: (reading) => value(share(reading)),
    rule: rule((reading) => count(share(reading))),
  }
  return judge(gauge, readings, seconds)
}

const flat = (): Rule => ({ kind: 'flat', share: 0.1, plus: 20 })
const per = (count: (reading: Reading) => number): Rule => ({ kind: 'per', count, what: 'row', plus: 1 })
const atMost = (count: (reading: Reading) => number): Rule => ({ kind: 'atMost', limit: count, what: 'rows' })

test('a figure that leaks more than its allowance is not flat, and one that leaks less is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 50, max: 1_000 }), fc.integer({ min: -500, max: 500 }), (start, leak) => {
      // The medians are those at 3/12 and 11/12 of the time.
      const grown = (leak * 8) / 12
      const allowed = 0.1 * (start + leak / 4) + 20
      fc.pre(Math.abs(grown - allowed) > 2)
      expect(judgeCourse(flat, { value: (share) => start + leak * share }).isFlat).toBe(grown < allowed)
    }),
  )
})

test('neither the warm-up nor single peaks make a flat figure grow', () => {
  const value = (share: number) => (share < 1 / 6 ? 2_000 * share : Math.round(share * steps) % 7 === 0 ? 900 : 333)
  expect(judgeCourse(flat, { value })).toMatchObject({ early: 333, late: 333, isFlat: true })
})

test('what grows with its count is flat at any speed of the count, and not if each takes more than a quarter more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 50, max: 5_000 }), fc.double({ min: 0.5, max: 2.5, noNaN: true }), (rows, more) => {
      fc.pre(Math.abs(more - 1.25) > 0.1)
      const count = (share: number) => rows * share ** 2
      // From the deployment on, each row takes `more` times as much.
      const value = (share: number) => count(Math.min(share, 0.5)) + more * (count(Math.max(share, 0.5)) - count(0.5))
      expect(judgeCourse(per, { value, count }).isFlat).toBe(more < 1.25)
    }),
  )
})

test('what grows without its count is not flat', () => {
  expect(judgeCourse(per, { value: (share) => 30 * share, count: () => 8 }).isFlat).toBe(false)
  expect(judgeCourse(per, { value: () => 30, count: () => 8 }).isFlat).toBe(true)
})

test('a single reading above a limit is found, unless it is in the warm-up', () => {
  const peakAt = (peak: number) => (share: number) => (Math.abs(share - peak) < 0.001 ? 101 : 100)
  expect(judgeCourse(atMost, { value: peakAt(0.7), count: () => 100 })).toMatchObject({ isFlat: false })
  expect(judgeCourse(atMost, { value: peakAt(0.1), count: () => 100 }).isFlat).toBe(true)
})

test('a figure without a reading at the end is not flat', () => {
  const gauge: Gauge = { name: 'memory', unit: 'MiB', value: () => 1, rule: flat() }
  expect(judge(gauge, [{ seconds: 700 } as Reading], seconds).isFlat).toBe(false)
})
