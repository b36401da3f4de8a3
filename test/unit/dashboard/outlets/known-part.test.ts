import { knownPart, trendHours } from '@edgesweep/dashboard/src/outlets/known-part.ts'
import { expect, test } from 'vitest'

const now = Date.parse('2026-11-22T12:00:00Z')
const to = now / 1000

test.each([
  ['2026-11-01T00:00:00Z', 24 * 60],
  ['2026-11-22T11:20:00Z', 40],
  ['2026-11-22T11:59:59Z', 1],
])('for an outlet created at %s, the last %i minutes are shown', (since, minutes) => {
  expect(knownPart({ from: to - 86_400, to }, since)).toEqual({ from: to - minutes * 60, to })
})

test.each([
  ['2026-11-22T11:20:00Z', 24, 1],
  ['2026-11-22T10:20:00Z', 24, 24],
  ['2026-11-22T10:20:00Z', 168, 24],
  ['2026-11-01T00:00:00Z', 168, 168],
  ['', 24, 24],
])('for an outlet created at %s and at most %i hours, %i hours of trends are read', (since, most, hours) => {
  expect(trendHours(since, now, most)).toBe(hours)
})
