import type { Snapshot } from '@edgesweep/dashboard/src/api/bodies.ts'
import { priceLines } from '@edgesweep/dashboard/src/outlets/price-lines.ts'
import { expect, test } from 'vitest'

const seen = (item_id: string, second: number, minor: number | null, currency = 'EUR'): Snapshot => ({
  item_id,
  observed_at: new Date(second * 1000).toISOString(),
  name: item_id,
  price: minor === null ? null : { minor, currency },
  availability: null,
  listed: true,
  sweep_id: null,
})
const span = { from: 0, to: 100 }

test('each item has its own price line, oldest price first', () => {
  const lines = priceLines([seen('tea', 80, 300), seen('rice', 60, 900), seen('tea', 20, 250)], span)
  expect(Object.fromEntries(lines)).toEqual({
    tea: [
      [0.2, 250],
      [0.8, 300],
    ],
    rice: [[0.6, 900]],
  })
})

test('a price line omits snapshots without a price and prices in an earlier currency', () => {
  const history = [seen('tea', 90, 310), seen('tea', 70, null), seen('tea', 50, 300), seen('tea', 10, 5_000, 'HUF')]
  expect(priceLines(history, span).get('tea')).toEqual([
    [0.5, 300],
    [0.9, 310],
  ])
})

test('an item without any price has an empty price line', () => {
  expect(priceLines([seen('tea', 50, null)], span).get('tea')).toEqual([])
})
