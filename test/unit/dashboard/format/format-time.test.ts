import { countdown, duration, localTimes } from '@edgesweep/dashboard/src/format/format-time.ts'
import { expect, test } from 'vitest'

test.each([
  [-5_000, 'any moment'],
  [0, 'any moment'],
  [400, '1 s'],
  [99_000, '99 s'],
  [100_000, '1:40 min'],
  [247_000, '4:07 min'],
  [7_200_000, '2 h'],
])('a countdown of %i ms shows "%s"', (ms, shown) => {
  expect(countdown(ms)).toBe(shown)
})

test.each([
  [-200, '0.0 s'],
  [800, '0.8 s'],
  [240_000, '4 min'],
])('a duration of %i ms shows "%s"', (ms, shown) => {
  expect(duration(ms)).toBe(shown)
})

const at = new Date(2026, 10, 25, 9, 30, 15)
const message = `It waits until ${at.toISOString()} at the soonest: robots.txt of shop.example.`

test('an instant of today becomes a local time, and the rest of the message stays', () => {
  const shown = localTimes(message, new Date(2026, 10, 25, 23, 59).getTime())
  expect(shown).toBe(`It waits until ${at.toLocaleTimeString()} at the soonest: robots.txt of shop.example.`)
})

test('an instant of another day becomes a local date and time', () => {
  expect(localTimes(message, new Date(2026, 10, 24, 23, 59).getTime())).toContain(`until ${at.toLocaleString()} at`)
})
