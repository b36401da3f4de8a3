import { type Observation, recordExtraction } from '@edgesweep/core/item/record-extraction.ts'
import { acceptOutlet } from '@edgesweep/core/outlet/accept-outlet.ts'
import type { Database } from '@edgesweep/db/database.ts'
import { listChanges } from '@edgesweep/db/queries/change/list.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import type { SQLWrapper } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { observeItems, rowsOf, someItem, someOutlet } from '../../db/some.ts'
import { someEndpoint, someKey } from '../../db/some-endpoint.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()
const endpointId = await someEndpoint(db, await someKey(db))

const guard = { anomalyShare: 0.5 }
const menu = ['a', 'b', 'c', 'd'].map((key) => someItem(key))
const unpriced = { priceMinor: null, currency: null }

const quarantineOf = async (outletId: string) => (await readOutlet(db, { outletId }))!.quarantine
const kindsOf = async (outletId: string) => (await listChanges(db, { outletId, limit: 100 })).map(({ kind }) => kind)

async function storedOf(outletId: string) {
  const rows = [...(await rowsOf(db, 'items', 'id')), ...(await rowsOf(db, 'snapshots', 'item_id, observed_at'))]
  return rows.filter((row) => row.outlet_id === outletId)
}

test('when more items than the anomaly share vanish or lose their price, no item is changed and repetitions announce one anomaly', async () => {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, menu, guard)
  const stored = await storedOf(outletId)
  const broken = [someItem('a', unpriced), someItem('b', { priceMinor: 90 }), someItem('c', unpriced)]
  const held = { recorded: false, quarantined: true, added: 0, changed: 0, removed: 0, unchanged: 0 }
  expect(await observeItems(db, outletId, broken, guard)).toEqual({ ...held, events: 1 })
  expect(await observeItems(db, outletId, [], guard)).toEqual({ ...held, events: 0 })
  expect(await observeItems(db, outletId, [], { ...guard, unreadable: 'another layout' })).toEqual({
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

test('the next normal extraction ends the quarantine and is compared with the items stored before it', async () => {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, menu, guard)
  await observeItems(db, outletId, [], guard)
  const repaired = menu.map((item) => (item.key === 'a' ? { ...item, priceMinor: 120 } : item))
  const result = await observeItems(db, outletId, repaired, guard)
  expect(result).toMatchObject({ recorded: true, quarantined: false, changed: 1, unchanged: 3, events: 1 })
  expect(await readOutlet(db, { outletId })).toMatchObject({ quarantinedAt: null, quarantine: null })
  expect((await kindsOf(outletId)).sort()).toEqual(['item.price_changed', 'sweep.anomalous'])
})

test('an accepted outlet records its next readable extraction without the anomaly guard, and the guard applies again after it', async () => {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, menu, guard)
  await expect(acceptOutlet({ db }, outletId)).rejects.toMatchObject({ code: 'conflict' })
  await expect(acceptOutlet({ db }, 'out_none')).rejects.toMatchObject({ code: 'not_found' })
  await observeItems(db, outletId, [], guard)
  expect(await acceptOutlet({ db }, outletId)).toMatchObject({ quarantine: { vanished: 4, accepted: true } })
  expect(await observeItems(db, outletId, [], { ...guard, unreadable: 'an error page' })).toMatchObject({
    recorded: false,
  })
  expect(await observeItems(db, outletId, [], guard)).toMatchObject({ recorded: true, removed: 4, events: 4 })
  expect(await quarantineOf(outletId)).toBe(null)

  await observeItems(db, outletId, menu, guard)
  expect(await observeItems(db, outletId, [], guard)).toMatchObject({ recorded: false, quarantined: true })
})

test('an unreadable page counts as an empty listing, is never recorded, and gives the quarantine its reason', async () => {
  const outletId = await someOutlet(db)
  expect(await observeItems(db, outletId, [], { ...guard, unreadable: 'no menu' })).toMatchObject({
    quarantined: false,
  })
  expect(await readOutlet(db, { outletId })).toMatchObject({ lastExtractedAt: null })
  await observeItems(db, outletId, menu, guard)
  expect(await observeItems(db, outletId, [], { ...guard, unreadable: 'no menu\u0000' })).toMatchObject({
    recorded: false,
    quarantined: true,
  })
  expect(await quarantineOf(outletId)).toMatchObject({ reason: 'no menu', listed: 4, vanished: 4 })
})

test.each([
  ['exactly the anomaly share', menu, 2, 0.5],
  ['a listing of three items', menu.slice(1), 3, 0.5],
  ['a whole listing at an anomaly share of 1', menu, 4, 1],
])('an extraction is recorded as no anomaly when %s vanishes', async (_, listed, gone, anomalyShare) => {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, listed, guard)
  expect(await observeItems(db, outletId, listed.slice(gone), { anomalyShare })).toMatchObject({
    recorded: true,
    removed: gone,
  })
})

test('a late worker with an older page does not end the quarantine', async () => {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, menu, guard)
  const late = await beginning(outletId, menu)
  await observeItems(db, outletId, [], guard)
  expect(await recordExtraction({ db }, late)).toMatchObject({ recorded: false, quarantined: false })
  expect(await quarantineOf(outletId)).not.toBe(null)
})

test('an acceptance while the page loads is honoured', async () => {
  const outletId = await quarantined()
  const observation = await beginning(outletId, [])
  await acceptOutlet({ db }, outletId)
  expect(await recordExtraction({ db }, observation)).toMatchObject({ recorded: true, removed: 4, events: 4 })
  expect(await quarantineOf(outletId)).toBe(null)
})

test('an acceptance between the reading of the stored items and the recording is honoured', async () => {
  const outletId = await quarantined()
  const observation = await beginning(outletId, [])
  const meanwhile = interrupted(() => acceptOutlet({ db }, outletId))
  expect(await recordExtraction(meanwhile, observation)).toMatchObject({ recorded: true, removed: 4, events: 4 })
  expect(await quarantineOf(outletId)).toBe(null)
})

test.each([
  ['an extraction without items', null, '4 of 4 items vanished, 0 lost their price'],
  ['an unreadable page', 'no menu', 'no menu'],
])(
  '%s begins and announces a new quarantine when an earlier observation ends the quarantine before the recording',
  async (_, unreadable, reason) => {
    const outletId = await quarantined()
    const earlier = await beginning(outletId, menu)
    const observation = { ...(await beginning(outletId, [])), unreadable }
    const meanwhile = interrupted(async () =>
      expect(await recordExtraction({ db }, earlier)).toMatchObject({ recorded: true }),
    )
    const held = { recorded: false, quarantined: true, events: 1 }
    expect(await recordExtraction(meanwhile, observation)).toMatchObject(held)
    expect(await kindsOf(outletId)).toEqual(['sweep.anomalous', 'sweep.anomalous'])
    const { observedAt } = observation
    expect(await readOutlet(db, { outletId })).toMatchObject({ quarantinedAt: observedAt, quarantine: { reason } })
  },
)

test('an unreadable page begins a quarantine when an earlier observation lists enough items before the recording', async () => {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, menu.slice(1), guard)
  const earlier = await beginning(outletId, menu)
  const observation = { ...(await beginning(outletId, [])), unreadable: 'no menu' }
  const meanwhile = interrupted(() => recordExtraction({ db }, earlier))
  expect(await recordExtraction(meanwhile, observation)).toMatchObject({ quarantined: true, events: 1 })
  expect(await quarantineOf(outletId)).toMatchObject({ reason: 'no menu', listed: 4, vanished: 4 })
})

test('recording takes two statements, even when the extraction is refused', async () => {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, menu, guard)
  for (const items of [menu, menu.slice(1), [], []]) {
    const counted = interrupted(async () => {})
    await recordExtraction(counted, await beginning(outletId, items))
    expect(counted.statements).toBe(2)
  }
})

test('an anomaly that ten writers find at once is announced once', async () => {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, menu, guard)
  await Promise.all(Array.from({ length: 10 }, () => observeItems(db, outletId, [], guard)))
  expect(await kindsOf(outletId)).toEqual(['sweep.anomalous'])
})

async function quarantined(): Promise<string> {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, menu, guard)
  expect(await observeItems(db, outletId, [], guard)).toMatchObject({ quarantined: true })
  return outletId
}

/** An observation that begins now. */
async function beginning(outletId: string, items: Observation['items']): Promise<Observation> {
  const { observedAt } = (await readOutlet(db, { outletId }))!
  return { outletId, observedAt, sweepId: null, items, ...guard }
}

/** A context whose database runs `meanwhile` after the first statement of a recording, which reads the stored items. */
function interrupted(meanwhile: () => Promise<unknown>) {
  const execute = async (query: SQLWrapper) => {
    const result = await db.execute(query)
    if (++counted.statements === 1) await meanwhile()
    return result
  }
  const counted = { statements: 0, db: { execute } as unknown as Database }
  return counted
}
