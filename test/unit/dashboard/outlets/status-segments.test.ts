import { statusSegments } from '@edgesweep/dashboard/src/outlets/status-segments.ts'
import { expect, test } from 'vitest'

const span = { from: 1_000, to: 2_000 }

test('before its first change of status, an outlet had the opposite status', () => {
  const turns: Array<[number, boolean]> = [
    [1_250, false],
    [1_500, true],
  ]
  expect(statusSegments(turns, span, 'online')).toEqual([
    { share: 0.25, state: 'online' },
    { share: 0.25, state: 'offline' },
    { share: 0.5, state: 'online' },
  ])
})

test.each(['online', 'offline', 'unknown'] as const)(
  'an outlet without a change of status was %s all the time',
  (state) => {
    expect(statusSegments([], span, state)).toEqual([{ share: 1, state }])
  },
)

test('status segments fill the period exactly, even with changes outside it', () => {
  const turns: Array<[number, boolean]> = [
    [900, true],
    [1_100, false],
    [2_000, true],
  ]
  expect(statusSegments(turns, span, 'online')).toEqual([
    { share: 0.1, state: 'online' },
    { share: 0.9, state: 'offline' },
  ])
})
