import { boundedWait, waitOf, withTimes } from '@edgesweep/core/endings/waits.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const hour = 3_600_000
const start = 1_800_000_000_000
const skew = fc.integer({ min: -hour, max: hour })

test('a wait stays the same for a receiver whose clock is up to an hour off', () => {
  fc.assert(
    fc.property(fc.nat(24 * hour), skew, (afterMs, off) => {
      const sent = withTimes({ kind: 'defer' as const, afterMs, reason: 'later' }, start)
      expect(waitOf(sent, start + off)).toBe(afterMs)
    }),
  )
})

test('a message for an earlier version contains the time that this version reads, by the clock of the sender', () => {
  expect(withTimes({ kind: 'defer', afterMs: 3_000, reason: 'later' }, start)).toMatchObject({ until: start + 3_000 })
  expect(withTimes({ kind: 'retry', afterMs: 3_000, reason: 'later' }, start)).toMatchObject({ at: start + 3_000 })
  expect(withTimes({ kind: 'done' }, start)).toEqual({ kind: 'done' })
})

test.each([{ until: start + 3_000 }, { at: start + 3_000 }])(
  'a sender of an earlier version is understood: %o',
  (sent) => {
    expect(waitOf(sent as Parameters<typeof waitOf>[0], start)).toBe(3_000)
  },
)

test('a wait is a number from 0 to one day, even if an invalid one was sent', () => {
  const anything = fc.oneof(fc.double(), fc.constantFrom(undefined, null, Number.NaN, 'soon', Number.MAX_VALUE))
  fc.assert(
    fc.property(anything, anything, (afterMs, until) => {
      const wait = waitOf({ afterMs, until } as Parameters<typeof waitOf>[0], start)
      expect(wait).toBeGreaterThanOrEqual(0)
      expect(wait).toBeLessThanOrEqual(24 * hour)
    }),
  )
  expect(boundedWait(Number.NaN)).toBe(2_000)
  expect(boundedWait(Number.NaN, 0)).toBe(0)
})
