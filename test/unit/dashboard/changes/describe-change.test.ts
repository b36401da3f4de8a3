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

test('a price rise shows an upward arrow in a bad tone, a price fall a downward arrow in a good one', () => {
  const rise = describeChange(change('item.price_changed', price(499), price(529)))
  expect(rise).toMatchObject({ icon: 'up', tone: 'bad', from: { minor: 499 }, to: { minor: 529 } })
  expect(describeChange(change('item.price_changed', price(529), price(499)))).toMatchObject({
    icon: 'down',
    tone: 'ok',
  })
})

test('a change to out of stock shows no prices', () => {
  const gone = change('item.out_of_stock', { availability: 'in_stock' }, { availability: 'out_of_stock' })
  expect(describeChange(gone)).toMatchObject({ word: 'out of stock', from: null, to: null })
})

test('an anomalous sweep shows "held back" in a bad tone', () => {
  const held = change('sweep.anomalous', { listed: 24 }, { vanished: 24, unpriced: 0, reason: 'no menu' })
  expect(describeChange(held)).toMatchObject({ tone: 'bad', word: expect.stringContaining('held back'), to: null })
})

test('an unknown kind of change is shown by its name', () => {
  expect(describeChange(change('item.of_a_later_api', null, null))).toMatchObject({ word: 'item.of_a_later_api' })
})

test('an added item without a price shows no price', () => {
  expect(describeChange(change('item.added', null, { name: 'Milk', price: null })).to).toBe(null)
})
