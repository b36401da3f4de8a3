import { readTrends } from '@edgesweep/db/queries/history/read-trends.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { recordPlatformStatus } from '@edgesweep/db/queries/outlet/record-platform-status.ts'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'
import { observeItems, someItem, someOutlet } from '../../some.ts'

const { db } = await openDatabase()

async function observeStatus(outletId: string, online: boolean): Promise<string> {
  const { observedAt } = (await readOutlet(db, { outletId }))!
  await recordPlatformStatus(db, { outletId, observedAt, online, sweepId: null })
  return observedAt
}

test('trends contain the status changes and the mean price change over all listed items of outlets with changes, and no other outlet', async () => {
  const moved = await someOutlet(db)
  const still = await someOutlet(db)
  const items = (price: number) => [someItem('a', { priceMinor: price }), someItem('b')]
  for (const price of [100, 110, 121]) await observeItems(db, moved, items(price))
  await observeItems(db, still, items(100))
  for (const outletId of [moved, still]) await observeStatus(outletId, true)
  const closedAt = await observeStatus(moved, false)
  const trends = await readTrends(db, { sinceId: 'evt_', stretchSeconds: 3_600 })
  expect(trends).toMatchObject([{ outletId: moved }])
  const { turns, prices } = trends[0]!
  expect(turns).toHaveLength(1)
  expect(turns[0]![0]).toBeCloseTo(Date.parse(closedAt) / 1000, 2)
  expect(turns[0]![1]).toBe(false)
  // The two price changes may fall into different hours.
  expect(prices.reduce((sum, [, change]) => sum + change, 0)).toBeCloseTo(Math.log(1.21) / 2, 6)
  expect(await readTrends(db, { sinceId: 'evt_Z', stretchSeconds: 3_600 })).toEqual([])
})
