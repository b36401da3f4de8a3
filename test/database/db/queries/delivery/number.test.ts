import { numberDeliveries } from '@edgesweep/db/queries/delivery/number.ts'
import { recordPlatformStatus } from '@edgesweep/db/queries/outlet/record-platform-status.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'
import { observeItems, someItem, someOutlet } from '../../some.ts'
import { someEndpoint, someKey } from '../../some-endpoint.ts'

const { db } = await openDatabase()
// Partitions for the observations of these tests.
await db.execute(sql`select make_partitions('platform_status', '2026-01-01', '2026-01-02')`)

beforeEach(async () => {
  await runStatement(db, 'no endpoints', sql`delete from webhook_endpoints`)
})

const number = (limit = 1_000) => numberDeliveries(db, { limit })

type Numbered = { endpoint: string; sequence: number | null; event: string }
const numbered = () =>
  runStatement<Numbered>(
    db,
    'numbered',
    sql`
      select endpoint_id as endpoint, sequence::int, concat_ws(' ', payload->'data'->>'outlet_id', kind) as event
      from deliveries order by endpoint_id, sequence, position`,
  )

/** Creates an outlet whose last known status is online. */
async function onlineOutlet() {
  const outletId = await someOutlet(db)
  await recordPlatformStatus(db, { outletId, observedAt: '2026-01-01T00:00:00Z', online: true, sweepId: null })
  return outletId
}
const turn = (on: typeof db, outletId: string, online: boolean, second: number) =>
  recordPlatformStatus(on, { outletId, observedAt: `2026-01-02T00:00:0${second}Z`, online, sweepId: null })

test('a write with an event does not wait for an uncommitted write, and both events get a number', async () => {
  await someEndpoint(db, await someKey(db))
  const [slow, quick] = [await onlineOutlet(), await onlineOutlet()]
  await db.transaction(async (sweep) => {
    await turn(sweep as unknown as typeof db, slow, false, 1)
    await turn(db, quick, false, 1)
    await number()
  })
  await number()
  expect((await numbered()).map(({ sequence, event }) => [sequence, event])).toEqual([
    [1, `${quick} outlet.offline`],
    [2, `${slow} outlet.offline`],
  ])
})

test('of two events of an outlet the later has the greater number, even if its transaction began first', async () => {
  await someEndpoint(db, await someKey(db))
  const outletId = await onlineOutlet()
  await db.transaction(async (early) => {
    await early.execute(sql`select now()`)
    await turn(db, outletId, false, 1)
    await turn(early as unknown as typeof db, outletId, true, 2)
  })
  await number()
  expect((await numbered()).map(({ event }) => event)).toEqual([
    `${outletId} outlet.offline`,
    `${outletId} outlet.online`,
  ])
})

test('concurrent writers and numberings give each endpoint a sequence without gaps, in the order of the events of each outlet', async () => {
  const keyId = await someKey(db)
  for (let n = 0; n < 3; n++) await someEndpoint(db, keyId)
  const outletIds = await Promise.all(Array.from({ length: 4 }, () => someOutlet(db)))
  await Promise.all(outletIds.map((outletId) => observeItems(db, outletId, [someItem('a', { priceMinor: 0 })])))
  const rounds = 15
  const write = async (outletId: string) => {
    for (let priceMinor = 1; priceMinor <= rounds; priceMinor++)
      await observeItems(db, outletId, [someItem('a', { priceMinor })])
  }
  const numbering = Array.from({ length: 4 }, async () => {
    for (let round = 0; round < rounds; round++) await number(7)
  })
  await Promise.all([...outletIds.map(write), ...numbering])
  await number()
  const rows = await runStatement<{ endpoint: string; outlet: string; sequence: number; minor: number }>(
    db,
    'numbers',
    sql`
      select endpoint_id as endpoint, payload->'data'->>'outlet_id' as outlet, sequence::int,
        (payload->'data'->'new'->'price'->>'minor')::int as minor
      from deliveries order by endpoint_id, sequence`,
  )
  const endpoints = [...Map.groupBy(rows, ({ endpoint }) => endpoint).values()]
  expect(endpoints).toHaveLength(3)
  for (const own of endpoints) {
    expect(own.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 4 * rounds }, (_, n) => n + 1))
    for (const of of Map.groupBy(own, ({ outlet }) => outlet).values())
      expect(of.map(({ minor }) => minor)).toEqual(Array.from({ length: rounds }, (_, n) => n + 1))
  }
})
