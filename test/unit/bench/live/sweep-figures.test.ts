import { expect, test } from 'vitest'
import { exponentOf } from '../../../bench/live/sweep-figures.ts'

test('a quadratic series has the exponent 2 in any unit', () => {
  expect(exponentOf([46, 100, 500].map((x) => [x, 0.003 * x ** 2]))).toBeCloseTo(2)
})

test('a single point has no exponent', () => {
  expect(exponentOf([[46, 1]])).toBeNull()
})
