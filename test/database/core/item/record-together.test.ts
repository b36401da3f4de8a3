import { recordExtraction } from '@edgesweep/core/item/record-extraction.ts'
import { listChanges } from '@edgesweep/db/queries/change/list.ts'
import { numberDeliveries } from '@edgesweep/db/queries/delivery/number.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { expect, test } from 'vitest'
import { claimDeliveries } from '../../db/claim-deliveries.ts'
import { observeItems, rowsOf, someItem, someOutlet } from '../../db/some.ts'
import { someEndpoint, someKey } from '../../db/some-endpoint.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()
const endpointId = await someEndpoint(db, await someKey(db))

const WRITERS = 10
const writers = Array.from({ length: WRITERS }, (_, index) => index)

test('an observation that ten writers record at once is recorded once', async () => {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, [someItem('a')])
  const { observedAt } = (await readOutlet(db, { outletId }))!
  const items = [someItem('a', { priceMinor: 200 }), someItem('b')]
  const results = await Promise.all(
    writers.map(() => recordExtraction({ db }, { outletId, observedAt, sweepId: null, items, anomalyShare: 1 })),
  )
  expect(results.filter(({ recorded }) => recorded)).toHaveLength(1)
  expect(await listChanges(db, { outletId, limit: 100 })).toHaveLength(2)
})

test('concurrent observations of one outlet leave an unbroken chain of price changes', async () => {
  const outletId = await someOutlet(db)
  await observeItems(db, outletId, [someItem('a', { priceMinor: 1 })])
  for (let round = 1; round <= 5; round++) {
    const results = await Promise.all(
      writers.map(async (writer) => {
        const { observedAt } = (await readOutlet(db, { outletId }))!
        const items = [someItem('a', { priceMinor: round * 1000 + writer }), someItem(`only-${round}-${writer}`)]
        return recordExtraction({ db }, { outletId, observedAt, sweepId: null, items, anomalyShare: 1 })
      }),
    )
    expect(results.some(({ recorded }) => recorded)).toBe(true)
  }
  const chain = (await listChanges(db, { outletId, kind: 'item.price_changed', limit: 1000 }))
    .sort((a, b) => a.observedAt.localeCompare(b.observedAt))
    .map(({ old, new: now }) => [minor(old), minor(now)])
  expect(chain[0]![0]).toBe(1)
  for (let link = 1; link < chain.length; link++) expect(chain[link]![0]).toBe(chain[link - 1]![1])

  const snapshots = (await rowsOf(db, 'snapshots', 'observed_at')).filter(
    (row) => row.name === 'Item a' && row.outlet_id === outletId,
  )
  expect(snapshots.map((row) => row.price_minor)).toEqual([1, ...chain.map(([, now]) => now)])
  const added = await listChanges(db, { outletId, kind: 'item.added', limit: 1000 })
  expect(added).toHaveLength(chain.length)
})

test('concurrent writes to ten outlets give every change event one delivery, and sequence numbers without gaps or duplicates', async () => {
  const outletIds = await Promise.all(writers.map(() => someOutlet(db)))
  await Promise.all(outletIds.map((outletId) => observeItems(db, outletId, [someItem('a')])))
  const changed = [someItem('a', { priceMinor: 1 }), someItem('b'), someItem('c')]
  await Promise.all(outletIds.map((outletId) => observeItems(db, outletId, changed)))
  await numberDeliveries(db, { limit: 1_000 })
  const deliveries = await rowsOf(db, 'deliveries', 'sequence')
  const events = await rowsOf(db, 'change_events', 'id')
  expect(deliveries.map((row) => row.event_id).sort()).toEqual(events.map((row) => row.id))
  expect(deliveries.map((row) => row.sequence)).toEqual(events.map((_, index) => index + 1))
  const [first] = await claimDeliveries(db, 'test', { limit: 1 })
  expect(first).toMatchObject({ endpointId, sequence: 1, secret: `whsec_of_${endpointId}` })
})

function minor(side: unknown): number {
  return (side as { price: { minor: number } }).price.minor
}
