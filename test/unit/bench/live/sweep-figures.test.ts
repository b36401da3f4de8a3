import { expect, test } from 'vitest'
import { exponentOf } from '../../../bench/live/sweep-figures.ts'

test('what grows as the square has the exponent 2, whatever its unit', () => {
  expect(exponentOf([46, 100, 500].map((x) => [x, 0.003 * x ** 2]))).toBeCloseTo(2)
})

test('one point has no exponent', () => {
  expect(exponentOf([[46, 1]])).toBeNull()
})
