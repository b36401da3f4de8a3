import { waitShare } from '@edgesweep/dashboard/src/operations/wait-scale.ts'
import { expect, test } from 'vitest'

test('each factor of ten takes the same space on the wait axis', () => {
  const tenfold = waitShare(1) - waitShare(0.1)
  expect(waitShare(10) - waitShare(1)).toBeCloseTo(tenfold)
  expect(waitShare(1_000) - waitShare(100)).toBeCloseTo(tenfold)
})

test.each([
  [0, 0],
  [0.001, 0],
  [3_600, 1],
  [90_000, 1],
])('a wait of %d s lies at share %d of the wait axis', (seconds, share) => {
  expect(waitShare(seconds)).toBe(share)
})
