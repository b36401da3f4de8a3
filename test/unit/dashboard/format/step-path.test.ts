import { stepPath } from '@edgesweep/dashboard/src/format/step-path.ts'
import { expect, test } from 'vitest'

test('in a step path, a value holds until the next one, and the last holds to the end', () => {
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

test('a difference below the minimum span stays small and centred in a step path', () => {
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

test('a constant value is a horizontal line in the middle of a step path', () => {
  expect(stepPath([[0, 0]], 20, 0)).toBe('M0 10H100')
})

test('a step path without values is empty', () => {
  expect(stepPath([], 20, 0.04)).toBe('')
})
