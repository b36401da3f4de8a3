import type { Change } from '@edgesweep/dashboard/src/api/bodies.ts'
import { describeChange } from '@edgesweep/dashboard/src/changes/describe-change.ts'
import { expect, test } from 'vitest'

const change = (kind: string, old: unknown, now: unknown): Change => ({
  id: 'evt_1',
  kind: kind as Change['kind'],
  outlet_id: 'out_1',
  item_id: 'itm_1',
  item_name: 'Milk',
  old,
  new: now,
  observed_at: '2026-11-22T10:00:00Z',
  sweep_id: null,
})
const price = (minor: number) => ({ price: { minor, currency: 'USD' } })

test('a price that rises points up as bad news, and one that falls points down as good news', () => {
  const rise = describeChange(change('item.price_changed', price(499), price(529)))
  expect(rise).toMatchObject({ icon: 'up', tone: 'bad', from: { minor: 499 }, to: { minor: 529 } })
  expect(describeChange(change('item.price_changed', price(529), price(499)))).toMatchObject({
    icon: 'down',
    tone: 'ok',
  })
})

test('what went out of stock has no prices to show', () => {
  const gone = change('item.out_of_stock', { availability: 'in_stock' }, { availability: 'out_of_stock' })
  expect(describeChange(gone)).toMatchObject({ word: 'out of stock', from: null, to: null })
})

test('a sweep that was held back is bad news in words', () => {
  const held = change('sweep.anomalous', { listed: 24 }, { vanished: 24, unpriced: 0, reason: 'no menu' })
  expect(describeChange(held)).toMatchObject({ tone: 'bad', word: expect.stringContaining('held back'), to: null })
})

test('a kind of change that the page does not know is shown by its name', () => {
  expect(describeChange(change('item.renamed', null, null))).toMatchObject({ word: 'item.renamed' })
})

test('an item that came without a price has none to show', () => {
  expect(describeChange(change('item.added', null, { name: 'Milk', price: null })).to).toBe(null)
})
