import { gunzipSync } from 'node:zlib'
import type { Database } from '@edgesweep/db/database.ts'
import { claimArchive } from '@edgesweep/db/queries/archive/claim.ts'
import { dropPartition } from '@edgesweep/db/queries/partition/drop.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { type SQL, sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { beforeEach, expect, test } from 'vitest'
import { archiveOlderThan, expireArchives, fillPast, wholeHistory } from '../../../support/archive-world.ts'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()
const past = { outlets: 3, items: 4, days: 5, changes: 3 }
let files = inMemoryFiles()

beforeEach(async () => {
  files = inMemoryFiles()
  await runStatement(db, 'no archives', sql`truncate archives, archive_members`)
  await runStatement(db, 'no rows', sql`truncate snapshots, platform_status`)
  await fillPast(db, past)
})

const history = (outletId = 'out_1') => wholeHistory({ db, files }, 'snapshots', { outletId })
const archives = () =>
  runStatement<{ kind: string; day: string; status: string; error: string | null; rows: number; files: string[] }>(
    db,
    'archives',
    sql`select kind, day::text, status, error, rows::int, part_files as files from archives order by day, kind`,
  )
/** The day `n` days ago, as in partition names. */
const dayAgo = async (days: number) =>
  (
    await runStatement<{ day: string }>(
      db,
      'day',
      sql`select ((now() at time zone 'UTC')::date - ${days}::int)::text as day`,
    )
  )[0]!.day
const lateRow = (table: string, days: number) =>
  db.execute(sql`
    insert into ${sql.raw(table)} (item_id, outlet_id, observed_at, name, listed)
    select 'itm_late', 'out_1', now() - make_interval(days => ${days}::int), 'late', true`)

/** Archives the snapshots of five days ago until their partition is to be dropped. */
async function archiveUpToDrop() {
  const broken = {
    execute: async (statement: never) => {
      if ((await archives())[1]?.status === 'dropping') throw new Error('this worker is dead')
      return db.execute(statement)
    },
  }
  await expireArchives(db)
  await archiveOlderThan({ db: broken as never, files }, 4).catch(() => {})
  expect((await archives())[1]).toMatchObject({ status: 'dropping' })
}

/** Writes a row into the sealed partition of five days ago. */
async function writePastSeal(itemId: string) {
  const partition = sql.raw(`partitions.snapshots_${(await dayAgo(5)).replaceAll('-', '')}`)
  await db.execute(sql`alter table ${partition} disable trigger sealed`)
  await db.execute(sql`
    insert into ${partition} (item_id, outlet_id, observed_at, name, listed)
    select ${itemId}, outlet_id, observed_at, 'late', true from ${partition} where outlet_id = 'out_1' limit 1`)
}

/** Drops the partition that is to be dropped. Finds a row too many, so that the day is attached again and its archive begins anew. */
async function beginAgain() {
  await expireArchives(db)
  const hold = { token: 'again', leaseSeconds: 60 }
  while (true) {
    const row = (await claimArchive(db, hold))!
    if (row.kind !== 'snapshots') continue
    expect(await dropPartition(db, { ...hold, kind: row.kind, day: row.day, step: row.steps })).toMatchObject({
      status: 'writing',
    })
    return
  }
}

/** The database, with `step` before the statement number `n` of those that read history. */
function withStep(n: number, step: () => Promise<void>): Database {
  let reads = 0
  const execute = async (statement: SQL) => {
    if (/archive_members|row_to_json/.test(new PgDialect().sqlToQuery(statement).sql) && ++reads === n) await step()
    return db.execute(statement)
  }
  return { execute } as unknown as Database
}

test('a day becomes files that unpack as a whole, with all its rows by outlet, time and item', async () => {
  const stored = await runStatement<{ line: string }>(
    db,
    'rows',
    sql`
      select (select row_to_json(r)::text from (select s.outlet_id, s.item_id, iso_time(s.observed_at) as observed_at) r) as line
      from snapshots s
      where observed_at < ((now() at time zone 'UTC')::date - 4) at time zone 'UTC'
      order by outlet_id, s.observed_at, item_id`,
  )
  await archiveOlderThan({ db, files }, 4, { partRows: 10 })
  const [, day] = await archives()
  expect(day).toMatchObject({ kind: 'snapshots', status: 'done', rows: 36 })
  expect(day!.files).toHaveLength(4)
  const text = day!.files.map((file) => gunzipSync(files.stored.get(file)!.body).toString()).join('')
  const lines = text.trimEnd().split('\n')
  const places = lines
    .map((line) => JSON.parse(line))
    .map(({ outlet_id, item_id, observed_at }) => JSON.stringify({ outlet_id, item_id, observed_at }))
  expect(places).toEqual(stored.map(({ line }) => line))
  expect(JSON.parse(lines[0]!)).toMatchObject({ name: expect.stringContaining('“1”\nbest \\ of'), listed: true })
})

test('concurrent runs archive each due day once and leave days within the retention', async () => {
  const whole = await history()
  await Promise.all([1, 2, 3].map(() => archiveOlderThan({ db, files }, 2)))
  await expireArchives(db)
  await archiveOlderThan({ db, files }, 2)
  expect((await archives()).map(({ kind, status }) => `${kind} ${status}`)).toEqual(
    [1, 2, 3].flatMap(() => ['platform_status done', 'snapshots done']),
  )
  expect(files.stored.size).toBe(6)
  expect(await history()).toEqual(whole)
})

test('a day being archived refuses rows, and is attached and archived again when one was written to it', async () => {
  const whole = await history()
  // No file can be stored, so the day is sealed and nothing else happens.
  const full = { ...files, put: () => Promise.reject(new Error('the bucket does not answer')) }
  await archiveOlderThan({ db, files: full }, 4)
  expect((await archives())[1]).toMatchObject({ status: 'writing', error: 'the bucket does not answer' })
  await expect(lateRow('snapshots', 5)).rejects.toMatchObject({
    cause: { message: expect.stringContaining('is being archived: nothing is written to that day any more') },
  })
  await lateRow('snapshots', 1)
  await db.execute(sql`delete from snapshots where item_id = 'itm_late'`)

  await archiveUpToDrop()
  await writePastSeal('itm_late')
  await expireArchives(db)
  await archiveOlderThan({ db, files }, 4)
  expect((await archives())[1]).toMatchObject({ status: 'done', rows: 37 })
  const now = await history()
  expect(now.filter(({ item_id }) => item_id !== 'itm_late')).toEqual(whole)
  expect(now).toHaveLength(whole.length + 1)
})

test.each([
  ['is damaged', (body: Uint8Array) => body.with(40, body[40]! ^ 1)],
  ['is cut short', (body: Uint8Array) => body.subarray(0, body.length - 5)],
  ['has rows missing', () => new Uint8Array(Buffer.from('H4sIAAAAAAAAAwMAAAAAAAAAAAA=', 'base64'))],
])('a file that %s is detected before anything is dropped, and written again', async (_, harm) => {
  const whole = await history()
  let harmed = false
  const put: typeof files.put = async (name, body, type) => {
    const isFirst = !harmed && name.includes('snapshots')
    harmed ||= isFirst
    await files.put(name, isFirst ? harm(body as Uint8Array) : body, type)
  }
  const warnings: unknown[] = []
  await archiveOlderThan({ db, files: { ...files, put } }, 4, { warned: (fields) => warnings.push(fields) })
  expect(warnings).toHaveLength(1)
  expect((await archives())[1]).toMatchObject({
    status: 'writing',
    files: [],
    error: expect.stringMatching(/^archive\//),
  })
  expect(await history()).toEqual(whole)
  await expireArchives(db)
  await archiveOlderThan({ db, files }, 4)
  expect((await archives())[1]).toMatchObject({ status: 'done', error: null })
  expect(await history()).toEqual(whole)
})

test('a day without rows is archived without a file', async () => {
  await db.execute(sql`truncate snapshots, platform_status`)
  await archiveOlderThan({ db, files }, 4)
  expect(await archives()).toMatchObject([
    { status: 'done', rows: 0 },
    { status: 'done', rows: 0 },
  ])
  expect(files.stored.size).toBe(0)
})

test.each([1, 2, 3, 4])(
  'history is complete while a day comes back from the archive before statement %i of the reader',
  async (n) => {
    const whole = await history()
    await archiveUpToDrop()
    await writePastSeal('itm_late')
    const read = await wholeHistory({ db: withStep(n, beginAgain), files }, 'snapshots', { outletId: 'out_1' })
    expect(read.filter(({ item_id }) => item_id !== 'itm_late')).toEqual(whole)
  },
)

test('history is complete for readers that never pause, while days are archived, come back and are archived again', async () => {
  const whole = await history()
  let archiving = true
  let reads = 0
  const readers = Array.from({ length: 2 }, async () => {
    while (archiving) {
      const read = await history()
      expect(read.filter(({ item_id }) => !item_id?.startsWith('itm_late'))).toEqual(whole)
      reads += 1
    }
  })
  const archiver = async () => {
    for (let round = 0; round < 2; round++) {
      await archiveUpToDrop()
      await writePastSeal(`itm_late_${round}`)
      await beginAgain()
    }
    await expireArchives(db)
    await archiveOlderThan({ db, files }, 1, { partRows: 5 })
    archiving = false
  }
  await Promise.all([archiver().finally(() => (archiving = false)), ...readers])
  expect(reads).toBeGreaterThan(0)
  expect(await history()).toHaveLength(whole.length + 2)
})
