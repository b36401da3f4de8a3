import { endSweep } from '@edgesweep/core/sweep/end-sweep.ts'
import { numberDeliveries } from '@edgesweep/db/queries/delivery/number.ts'
import { claimChosenOutlets } from '@edgesweep/db/queries/sweep/claim-chosen-outlets.ts'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'
import { observeItems, rowsOf, someItem, someOutlet } from '../../some.ts'
import { someEndpoint, someKey } from '../../some-endpoint.ts'

const { db } = await openDatabase()

test('a sweep that ends during writes to its outlets loses no event and causes no deadlock', async () => {
  await someEndpoint(db, await someKey(db))
  const outletIds = await Promise.all(Array.from({ length: 8 }, () => someOutlet(db)))
  await Promise.all(outletIds.map((outletId) => observeItems(db, outletId, [someItem('a', { priceMinor: 1 })])))
  const rounds = 20
  for (let round = 1; round <= rounds; round++) {
    const sweepId = `swp_${round}`
    await claimChosenOutlets(db, { sweepId, outletIds, leaseSeconds: 600 })
    const items = [someItem('a', { priceMinor: 1 + round })]
    const writes = outletIds.map((outletId) => observeItems(db, outletId, items))
    await Promise.all([endSweep({ db }, { sweepId, status: 'completed', summary: null }), ...writes])
  }
  await numberDeliveries(db, { limit: 1_000 })
  const deliveries = await rowsOf(db, 'deliveries', 'sequence')
  expect(deliveries.map((row) => row.sequence)).toEqual(deliveries.map((_, index) => index + 1))
  expect(deliveries.filter((row) => row.kind === 'item.price_changed')).toHaveLength(rounds * outletIds.length)
  expect(deliveries.filter((row) => row.kind === 'sweep.completed')).toHaveLength(rounds)
})
