import { listChanges } from '@edgesweep/db/queries/change/list.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { recordPlatformStatus } from '@edgesweep/db/queries/outlet/record-platform-status.ts'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'
import { claimDeliveries } from '../../claim-deliveries.ts'
import { rowsOf, someOutlet } from '../../some.ts'
import { someEndpoint, someKey } from '../../some-endpoint.ts'

const { db } = await openDatabase()
const endpointId = await someEndpoint(db, await someKey(db), ['outlet.offline'])

async function scan(outletId: string, online: boolean | null) {
  const { observedAt } = (await readOutlet(db, { outletId }))!
  return recordPlatformStatus(db, { outletId, observedAt, online, sweepId: 'swp_1' })
}

const kindsOf = async (outletId: string) =>
  (await listChanges(db, { outletId, limit: 100 })).map(({ kind }) => kind).reverse()

test('the first known status and a repeated status are not changes, and a different status is one', async () => {
  const outletId = await someOutlet(db)
  const results = []
  for (const online of [true, true, false, false, true]) results.push((await scan(outletId, online)).changed)
  expect(results).toEqual([false, false, true, false, true])
  expect(await kindsOf(outletId)).toEqual(['outlet.offline', 'outlet.online'])
  expect(await readOutlet(db, { outletId })).toMatchObject({ online: true })
  const observed = (await rowsOf(db, 'platform_status', 'observed_at')).filter((row) => row.outlet_id === outletId)
  expect(observed.map((row) => row.online)).toEqual([true, true, false, false, true])
})

test('an unknown status is recorded, keeps the last known status, and does not hide the next change', async () => {
  const outletId = await someOutlet(db)
  await scan(outletId, true)
  expect(await scan(outletId, null)).toEqual({ recorded: true, changed: false })
  expect(await readOutlet(db, { outletId })).toMatchObject({ online: true })
  expect(await scan(outletId, false)).toEqual({ recorded: true, changed: true })
})

test('with three confirmations a change is announced at the third observation in a row, and the state is always the last known status', async () => {
  const outletId = await someOutlet(db, { confirmations: 3 })
  const seen = [true, false, false, true, false, null, false, false, true]
  const results = []
  for (const online of seen) {
    results.push((await scan(outletId, online)).changed)
    if (online !== null) expect(await readOutlet(db, { outletId })).toMatchObject({ online })
  }
  expect(results.indexOf(true)).toBe(7)
  expect(await kindsOf(outletId)).toEqual(['outlet.offline'])
})

test('a late observation is recorded, but neither becomes the state nor makes an event', async () => {
  const outletId = await someOutlet(db)
  const late = (await readOutlet(db, { outletId }))!.observedAt
  await scan(outletId, true)
  const result = await recordPlatformStatus(db, { outletId, observedAt: late, online: false, sweepId: null })
  expect(result).toEqual({ recorded: true, changed: false })
  expect(await readOutlet(db, { outletId })).toMatchObject({ online: true })
  expect(await kindsOf(outletId)).toEqual([])
})

test('a status change that ten writers record at once makes one observation and one event', async () => {
  const outletId = await someOutlet(db)
  await scan(outletId, true)
  const { observedAt } = (await readOutlet(db, { outletId }))!
  const write = () => recordPlatformStatus(db, { outletId, observedAt, online: false, sweepId: null })
  const results = await Promise.all(Array.from({ length: 10 }, write))
  expect(results.filter(({ recorded }) => recorded)).toHaveLength(1)
  expect(results.filter(({ changed }) => changed)).toHaveLength(1)
  expect(await kindsOf(outletId)).toEqual(['outlet.offline'])
})

test('the status of an unknown outlet is not recorded', async () => {
  const observation = { outletId: 'out_none', observedAt: new Date().toISOString(), online: true, sweepId: null }
  expect(await recordPlatformStatus(db, observation)).toEqual({ recorded: false, changed: false })
})

test('a status change is delivered to an endpoint that subscribes to its kind, in the format of Standard Webhooks', async () => {
  await claimDeliveries(db, 'earlier', { limit: 1_000, leaseSeconds: 600 })
  const outletId = await someOutlet(db)
  for (const online of [true, false, true]) await scan(outletId, online)
  const claimed = await claimDeliveries(db, 'test', { limit: 10 })
  expect(claimed).toMatchObject([{ kind: 'outlet.offline', endpointId, attempt: 1 }])
  const [event] = await listChanges(db, { outletId, kind: 'outlet.offline', limit: 1 })
  expect(claimed[0]!.eventId).toBe(event!.id)
  expect(JSON.parse(claimed[0]!.body)).toEqual({
    type: 'outlet.offline',
    timestamp: event!.observedAt,
    data: {
      outlet_id: outletId,
      outlet_name: `Outlet ${outletId}`,
      site: 'demo-town',
      url: `https://shop.example/${outletId}`,
      sweep_id: 'swp_1',
      observed_at: event!.observedAt,
      old: { online: true },
      new: { online: false },
    },
  })
})
