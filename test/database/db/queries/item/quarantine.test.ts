import { acceptOutlet } from '@edgesweep/core/outlet/accept-outlet.ts'
import { listChanges } from '@edgesweep/db/queries/change/list.ts'
import { recordOutletItems } from '@edgesweep/db/queries/item/record.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'
import { observeItems, rowsOf, someItem, someOutlet } from '../../some.ts'
import { someEndpoint, someKey } from '../../some-endpoint.ts'

const { db } = await openDatabase()
const endpointId = await someEndpoint(db, await someKey(db))

const brake = { anomalyShare: 0.5 }
const menu = ['a', 'b', 'c', 'd'].map((key) => someItem(key))
const unpriced = { priceMinor: null, currency: null }

const quarantineOf = async (outletId: string) => (await readOutlet(db, { outletId }))!.quarantine
const kindsOf = async (outletId: string) => (await listChanges(db, { outletId, limit: 100 })).map(({ kind }) => kind)

async function storedOf(outletId: string) {
  const rows = [...(await rowsOf(db, 'items', 'id')), ...(await rowsOf(db, 'snapshots', 'item_id, observed_at'))]
  return rows.filter((row) => row.outlet_id === outletId)
}

test('when more than the share vanishes or loses its price, nothing is recorded and one anomaly is told, however often it is seen', async () => {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, menu, brake)
  const stored = await storedOf(outletId)
  const broken = [someItem('a', unpriced), someItem('b', { priceMinor: 90 }), someItem('c', unpriced)]
  const held = { recorded: false, quarantined: true, added: 0, changed: 0, removed: 0, unchanged: 0 }
  expect(await observeItems(db, outletId, broken, brake)).toEqual({ ...held, events: 1 })
  expect(await observeItems(db, outletId, [], brake)).toEqual({ ...held, events: 0 })
  expect(await observeItems(db, outletId, [], { ...brake, unreadable: 'another layout' })).toEqual({
    ...held,
    events: 0,
  })
  expect(await storedOf(outletId)).toEqual(stored)

  const reason = '1 of 4 items vanished, 2 lost their price'
  const [event, ...others] = await listChanges(db, { outletId, limit: 100 })
  expect(others).toEqual([])
  expect(event).toMatchObject({
    kind: 'sweep.anomalous',
    itemId: null,
    old: { listed: 4 },
    new: { vanished: 1, unpriced: 2, reason },
  })
  const outlet = await readOutlet(db, { outletId })
  expect(outlet).toMatchObject({
    quarantinedAt: event!.observedAt,
    quarantine: { reason, listed: 4, vanished: 1, unpriced: 2, accepted: false },
  })
  const deliveries = (await rowsOf(db, 'deliveries', 'sequence')).filter((row) => row.event_id === event!.id)
  expect(deliveries).toMatchObject([
    {
      endpoint_id: endpointId,
      payload: { type: 'sweep.anomalous', data: { outlet_id: outletId, url: outlet!.url, new: { vanished: 1 } } },
    },
  ])
})

test('the next extraction that is as usual ends the quarantine, and is compared with what was stored before it', async () => {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, menu, brake)
  await observeItems(db, outletId, [], brake)
  const repaired = menu.map((item) => (item.key === 'a' ? { ...item, priceMinor: 120 } : item))
  const result = await observeItems(db, outletId, repaired, brake)
  expect(result).toMatchObject({ recorded: true, quarantined: false, changed: 1, unchanged: 3, events: 1 })
  expect(await readOutlet(db, { outletId })).toMatchObject({ quarantinedAt: null, quarantine: null })
  expect((await kindsOf(outletId)).sort()).toEqual(['item.price_changed', 'sweep.anomalous'])
})

test('what has been accepted is taken as it is, once', async () => {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, menu, brake)
  await expect(acceptOutlet({ db }, outletId)).rejects.toMatchObject({ code: 'conflict' })
  await expect(acceptOutlet({ db }, 'out_none')).rejects.toMatchObject({ code: 'not_found' })
  await observeItems(db, outletId, [], brake)
  expect(await acceptOutlet({ db }, outletId)).toMatchObject({ quarantine: { vanished: 4, accepted: true } })
  expect(await observeItems(db, outletId, [], { ...brake, unreadable: 'an error page' })).toMatchObject({
    recorded: false,
  })
  expect(await observeItems(db, outletId, [], brake)).toMatchObject({ recorded: true, removed: 4, events: 4 })
  expect(await quarantineOf(outletId)).toBe(null)

  await observeItems(db, outletId, menu, brake)
  expect(await observeItems(db, outletId, [], brake)).toMatchObject({ recorded: false, quarantined: true })
})

test('a page that cannot be read counts as empty, is never recorded, and its reason is kept', async () => {
  const outletId = await someOutlet(db)
  expect(await observeItems(db, outletId, [], { ...brake, unreadable: 'no menu' })).toMatchObject({
    quarantined: false,
  })
  expect(await readOutlet(db, { outletId })).toMatchObject({ lastExtractedAt: null })
  await observeItems(db, outletId, menu, brake)
  expect(await observeItems(db, outletId, [], { ...brake, unreadable: 'no menu\u0000' })).toMatchObject({
    recorded: false,
    quarantined: true,
  })
  expect(await quarantineOf(outletId)).toMatchObject({ reason: 'no menu', listed: 4, vanished: 4 })
})

test.each([
  ['exactly the share', menu, 2, 0.5],
  ['all of three items', menu.slice(1), 3, 0.5],
  ['everything, with a share of 1,', menu, 4, 1],
])('that %s vanishes is no anomaly', async (_, listed, gone, anomalyShare) => {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, listed, brake)
  expect(await observeItems(db, outletId, listed.slice(gone), { anomalyShare })).toMatchObject({
    recorded: true,
    removed: gone,
  })
})

test('a worker that comes late with the page from before neither ends the quarantine nor begins it again', async () => {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, menu, brake)
  const early = (await readOutlet(db, { outletId }))!.observedAt
  await observeItems(db, outletId, [], brake)
  const late = { outletId, observedAt: early, sweepId: null, items: menu, ...brake }
  expect(await recordOutletItems(db, late)).toMatchObject({ recorded: false, quarantined: false })
  expect(await quarantineOf(outletId)).not.toBe(null)
})

test('an anomaly written by many at once is told once', async () => {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, menu, brake)
  await Promise.all(Array.from({ length: 10 }, () => observeItems(db, outletId, [], brake)))
  expect(await kindsOf(outletId)).toEqual(['sweep.anomalous'])
})
