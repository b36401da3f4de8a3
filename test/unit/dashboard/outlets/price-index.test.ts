import { priceIndex } from '@edgesweep/dashboard/src/outlets/price-index.ts'
import { expect, test } from 'vitest'

const span = { from: 0, to: 100 }

test('the price index returns to 1 after prices double and halve again', () => {
  const index = priceIndex(
    [
      [25, Math.log(2)],
      [50, Math.log(0.5)],
    ],
    span,
  )
  expect(index.map(([at]) => at)).toEqual([0, 0.25, 0.5])
  expect(index.map(([, value]) => value)).toEqual([1, expect.closeTo(2), expect.closeTo(1)])
})

test('a price change before the period is moved to its start', () => {
  expect(priceIndex([[-5, Math.log(1.1)]], span)).toEqual([
    [0, 1],
    [0, expect.closeTo(1.1)],
  ])
})
