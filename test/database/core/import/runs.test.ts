import { cancelImport } from '@edgesweep/db/queries/import/cancel.ts'
import { createImport } from '@edgesweep/db/queries/import/create.ts'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { beforeEach, expect, test } from 'vitest'
import { rowsOf } from '../../db/some.ts'
import { someEndpoint, someKey } from '../../db/some-endpoint.ts'
import { openDatabase } from '../../open-database.ts'
import { advertisersCsv, advertisersOf, countsOf, emptyTables, leftovers, someImport } from './import-world.ts'

const { db, url } = await openDatabase()

beforeEach(() => emptyTables(db))

const cleared = { staged: 0, sorted: 0, markers: 0, indexes: 4 }

test.each([true, false])(
  'every row of a file is in the table or among the rejects, with a file on the host: %s',
  async (local) => {
    const csv = `${advertisersCsv(9_000)}AR1,Named Otherwise,de\nAR2,,DE\nAR3,short\nAR1,Named at Last,\n`
    const some = await someImport(db, csv, { local })
    const [ended] = await some.run()
    expect(ended).toMatchObject({ status: 'completed', error: null, rowsMerged: 9_001, rowsStaged: 9_002 })
    expect(countsOf(ended!)).toEqual({
      read: 9_004,
      accounted: 9_004,
      inserted: 9_001,
      updated: 0,
      unchanged: 0,
      rejected: 3,
      duplicates: 1,
    })
    expect(await some.rejects()).toEqual([
      '9003,advertiser_name is empty,"AR2,,DE"',
      '9004,2 cells where the header has 3,"AR3,short"',
      '9002,superseded by line 9005,"AR1,Named Otherwise,named otherwise,DE"',
    ])
    expect(await leftovers(db)).toEqual(cleared)
    const stored = await advertisersOf(db)
    expect(stored).toHaveLength(9_001)
    expect(stored.find((row) => row.advertiser_id === 'AR1')).toEqual({
      advertiser_id: 'AR1',
      advertiser_name: 'Named at Last',
      advertiser_name_normalized: 'named at last',
      country: null,
    })
  },
)

test('only rows that differ are written', async () => {
  await (await someImport(db, advertisersCsv(3_000))).run()
  const places = async () =>
    (await db.execute(sql`select ctid::text, advertiser_id as id from advertisers order by 2`)).rows
  const before = await places()
  const again = await someImport(
    db,
    advertisersCsv(3_010, (n) => (n % 100 === 0 ? `Renamed ${n}` : `Company No ${n}`)),
  )
  const [ended] = await again.run()
  expect(countsOf(ended!)).toMatchObject({ read: 3_010, accounted: 3_010, inserted: 10, updated: 30, unchanged: 2_970 })
  const moved = new Set(before.map((row) => JSON.stringify(row)))
  const untouched = (await places()).filter((row) => moved.has(JSON.stringify(row)))
  expect(untouched).toHaveLength(2_970)
})

test('outlets are updated by site and URL, and a disabled one stays disabled', async () => {
  const csv = 'site,url,name,enabled\ndemo-town,https://a.example/,A,true\ndemo-town,https://b.example/,B,false\n'
  await (await someImport(db, csv, { table: 'outlets' })).run()
  const stored = () => rowsOf(db, 'outlets', 'url')
  const first = await stored()
  expect(first).toMatchObject([
    { name: 'A', enabled: true },
    { name: 'B', enabled: false },
  ])
  const changed = csv.replace(',A,', ',A renamed,').replace('B,false', 'B,true')
  const [ended] = await (await someImport(db, changed, { table: 'outlets', local: false })).run()
  expect(countsOf(ended!)).toMatchObject({ read: 2, accounted: 2, inserted: 0, updated: 1, unchanged: 1 })
  const second = await stored()
  expect(second).toMatchObject([
    { id: first[0]!.id, name: 'A renamed' },
    { id: first[1]!.id, enabled: false },
  ])
})

test("the end of an import is announced to its owner's endpoints in the same commit", async () => {
  await db.execute(sql`delete from deliveries`)
  const keyId = await someKey(db)
  const endpointId = await someEndpoint(db, keyId)
  await someEndpoint(db, await someKey(db))
  const some = await someImport(db, advertisersCsv(10), { keyId })
  await some.run()
  const announced = await rowsOf(db, 'deliveries', 'id')
  expect(announced).toMatchObject([
    {
      kind: 'import.completed',
      endpoint_id: endpointId,
      payload: { type: 'import.completed', data: { import_id: some.id, inserted: 10 } },
    },
  ])
})

test('an unreadable file fails with the reason and leaves nothing behind', async () => {
  const some = await someImport(db, 'id,name\n1,One\n', { local: false })
  const [ended] = await some.run()
  expect(ended).toMatchObject({ status: 'failed' })
  expect(ended!.error).toContain('the header has no column "advertiser_id"')
  expect(await leftovers(db)).toEqual(cleared)
  expect(await some.run()).toEqual([])
})

test('a file with only a header is an import of no rows', async () => {
  const some = await someImport(db, advertisersCsv(0), { local: false })
  const [ended] = await some.run()
  expect(ended).toMatchObject({ status: 'completed', rowsRead: 0, inserted: 0 })
})

test.each(['staging', 'merging'])(
  'an import cancelled while it is %s ends at its next step and restores its indexes',
  async (status) => {
    const some = await someImport(db, advertisersCsv(9_000))
    let cancelled: Promise<unknown> | undefined
    const [ended] = await some.run({
      onStep: (row) => {
        if (row.status === status) cancelled ??= cancelImport(db, { importId: some.id, keyId: 'key_1' })
      },
    })
    await cancelled
    expect(ended).toMatchObject({ status: 'cancelled' })
    expect(ended!.inserted).toBeLessThan(9_000)
    expect(await advertisersOf(db)).toHaveLength(ended!.inserted)
    expect(await leftovers(db)).toEqual(cleared)
  },
)

test('a first import merges without indexes, and a row written meanwhile by another does not stop it', async () => {
  const some = await someImport(db, advertisersCsv(5_000))
  const stopped = new AbortController()
  await some.run({ signal: stopped.signal, onStep: ({ indexes }) => indexes === 'dropped' && stopped.abort() })
  expect(await leftovers(db)).toMatchObject({ indexes: 1 })
  await db.execute(sql`insert into advertisers values ('AR0', 'Other', 'other', 'US'), ('BR0', 'Other', 'other', null)`)
  const [ended] = await some.run()
  expect(countsOf(ended!)).toMatchObject({ accounted: 5_000, inserted: 4_999, updated: 1 })
  expect(await leftovers(db)).toEqual(cleared)
  expect(await advertisersOf(db)).toHaveLength(5_001)
})

test('a first import does not wait for readers of the table, and then keeps the indexes', async () => {
  const reader = new pg.Client({ connectionString: url })
  await reader.connect()
  await reader.query('begin; select from advertisers')
  const some = await someImport(db, advertisersCsv(5_000))
  const [ended] = await some.run()
  await reader.end()
  expect(ended).toMatchObject({ status: 'completed', inserted: 5_000, indexes: 'kept' })
})

test('the later of two imports into one table waits for the earlier, and both end', async () => {
  const [first, second] = [await someImport(db, advertisersCsv(5_000)), await someImport(db, advertisersCsv(6_000))]
  const stopped = new AbortController()
  await first.run({ signal: stopped.signal, onStep: (row) => row.status === 'merging' && stopped.abort() })
  expect(await first.row()).toMatchObject({ status: 'merging' })
  expect(await second.run()).toEqual([])
  expect(await first.run()).toMatchObject([{ status: 'completed', inserted: 5_000 }])
  expect(await second.run()).toMatchObject([{ status: 'completed', inserted: 1_000, unchanged: 5_000 }])
})

test('a run gets no import whose file is on another host', async () => {
  const some = await someImport(db, advertisersCsv(1))
  expect(await some.run({ importId: undefined })).toEqual([])
  expect(await some.run()).toMatchObject([{ status: 'completed' }])
})

test('an import that waits for its file does not begin', async () => {
  const some = await someImport(db, advertisersCsv(1), { local: false })
  await db.execute(sql`update imports set status = 'uploading' where id = ${some.id}`)
  expect(await some.run()).toEqual([])
  const waiting = { keyId: 'key_1', table: 'advertisers', filename: 'a.csv', status: 'uploading' } as const
  const file = { isLocal: false, bytes: null, compression: null, encoding: null }
  await createImport(db, { id: 'imp_waiting', ...waiting, ...file })
  expect(await cancelImport(db, { importId: 'imp_waiting', keyId: 'key_2' })).toBeNull()
  expect(await cancelImport(db, { importId: 'imp_waiting', keyId: 'key_1' })).toMatchObject({ status: 'cancelled' })
})
