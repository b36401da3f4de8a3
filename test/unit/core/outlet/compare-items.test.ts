import { compareItems } from '@edgesweep/core/outlet/compare-items.ts'
import type { ItemThen } from '@edgesweep/db/queries/item/read-then.ts'
import type { ObservedItem } from '@edgesweep/db/rows/item-row.ts'
import { expect, test } from 'vitest'

const facts = { name: 'Soup', priceMinor: 590, currency: 'EUR', availability: 'in_stock' as const }
const then = (key: string, changes: Partial<ItemThen> = {}): ItemThen => ({ ...facts, key, listed: true, ...changes })
const now = (key: string, changes: Partial<ObservedItem> = {}): ObservedItem => ({
  ...facts,
  key,
  url: null,
  imageUrl: null,
  ...changes,
})

test('each field that differs is reported separately, and equal items are counted', () => {
  const was = [then('a'), then('b'), then('c', { priceMinor: null, currency: null }), then('d')]
  const read = [
    now('a', { url: 'https://shop.example/soup' }),
    now('b', { name: 'Broth', availability: null }),
    now('c'),
    now('d', { currency: 'USD' }),
  ]
  expect(compareItems(was, read)).toEqual({
    unchanged: 1,
    unknown: 0,
    differences: [
      { key: 'b', name: 'Broth', field: 'name', was: 'Soup', now: 'Broth' },
      { key: 'b', name: 'Broth', field: 'availability', was: 'in_stock', now: null },
      { key: 'c', name: 'Soup', field: 'price', was: null, now: { minor: 590, currency: 'EUR' } },
      {
        key: 'd',
        name: 'Soup',
        field: 'price',
        was: { minor: 590, currency: 'EUR' },
        now: { minor: 590, currency: 'USD' },
      },
    ],
  })
})

test('an item that only one of the two lists is reported once, whether or not it was known before', () => {
  const was = [
    then('gone', { name: 'Stew' }),
    then('back', { listed: false, priceMinor: 1 }),
    then('never', { listed: false }),
  ]
  expect(compareItems(was, [now('new'), now('back')])).toEqual({
    unchanged: 0,
    unknown: 0,
    differences: [
      { key: 'new', name: 'Soup', field: 'listed', was: false, now: true },
      { key: 'back', name: 'Soup', field: 'listed', was: false, now: true },
      { key: 'gone', name: 'Stew', field: 'listed', was: true, now: false },
    ],
  })
})

test('items without a stored earlier state are not compared', () => {
  const was = [then('a', { listed: null, priceMinor: null, currency: null }), then('b', { listed: null })]
  expect(compareItems(was, [now('a')])).toEqual({ unchanged: 0, unknown: 2, differences: [] })
})
