import { stepPath } from '@edgesweep/dashboard/src/format/step-path.ts'
import { expect, test } from 'vitest'

test('a value holds until the next one, and the last to the end', () => {
  const path = stepPath(
    [
      [0, 1],
      [0.5, 3],
      [0.75, 2],
    ],
    20,
    0.1,
  )
  expect(path).toBe('M0 20H50V0H75V10H100')
})

test('a small difference stays small, about the middle', () => {
  const path = stepPath(
    [
      [0, 1],
      [0.5, 1.01],
    ],
    20,
    0.04,
  )
  expect(path).toBe('M0 12.5H50V7.5H100')
})

test('a value that never moved, as that of what has no price, is a line in the middle', () => {
  expect(stepPath([[0, 0]], 20, 0)).toBe('M0 10H100')
})

test('without values nothing is drawn', () => {
  expect(stepPath([], 20, 0.04)).toBe('')
})
