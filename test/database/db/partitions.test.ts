import { readArchiveLag } from '@edgesweep/db/queries/archive/read-lag.ts'
import { detachPartition } from '@edgesweep/db/queries/partition/detach.ts'
import { makePartitions } from '@edgesweep/db/queries/partition/make.ts'
import { readPartitionState } from '@edgesweep/db/queries/partition/read-state.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { openDatabase } from '../open-database.ts'

const { db, url } = await openDatabase()

const day = async (offset: number) =>
  (
    await runStatement<{ day: string }>(
      db,
      'day',
      sql`select ((now() at time zone 'UTC')::date + ${offset}::int)::text as day`,
    )
  )[0]!.day
const makePast = (daysAgo: number) =>
  db.execute(sql`
  select make_partitions(k, (now() at time zone 'UTC')::date - ${daysAgo}::int, (now() at time zone 'UTC')::date)
  from unnest(array['snapshots', 'platform_status']) as k`)
const observe = (offset: number) =>
  db.execute(sql`
  insert into platform_status (outlet_id, observed_at, online)
  values ('out_1', ((now() at time zone 'UTC')::date + ${offset}::int) at time zone 'UTC', true)`)
async function session() {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

test('a migrated database has partitions from yesterday to seven days ahead, and concurrent calls of makePartitions create each missing partition once', async () => {
  for (const offset of [-1, 0, 7]) await observe(offset)
  await expect(observe(8)).rejects.toMatchObject({
    cause: { message: expect.stringContaining('no partition of relation') },
  })
  const made = await Promise.all([1, 2, 3].map(() => makePartitions(db, { daysAhead: 9 })))
  expect(made.reduce((sum, count) => sum + count)).toBe(4)
  expect(await makePartitions(db, { daysAhead: 9 })).toBe(0)
  for (const offset of [8, 9]) await observe(offset)
})

test('a detachment that waits for a reader of the table blocks no other statement, and can be finalized after an interruption', async () => {
  await makePast(40)
  const late = { kind: 'platform_status', day: await day(-40) } as const
  const reader = await session()
  await reader.query('begin; select count(*) from platform_status')
  const detacher = await session()
  const { rows } = await detacher.query('select pg_backend_pid() as pid')
  const partition = `partitions.platform_status_${late.day.replaceAll('-', '')}`
  const detaching = detacher
    .query(`alter table platform_status detach partition ${partition} concurrently`)
    .catch((error: Error) => error)
  await eventually('a pending detachment', async () => (await readPartitionState(db, late)) === 'pending')
  await observe(1)
  await db.execute(sql`select count(*) from platform_status`)
  expect(await makePartitions(db, { daysAhead: 10 })).toBe(2)
  // The detachment still waits for the reader, so the statements above waited for neither.
  expect(await readPartitionState(db, late)).toBe('pending')
  await db.execute(sql`select pg_terminate_backend(${rows[0].pid}::int)`)
  expect(await detaching).toBeInstanceOf(Error)
  await reader.query('commit')
  expect(await readPartitionState(db, late)).toBe('pending')
  await detachPartition(db, { ...late, how: 'finalize' })
  expect(await readPartitionState(db, late)).toBe('detached')
  await db.execute(sql`drop table ${sql.raw(partition)}`)
  expect(await readPartitionState(db, late)).toBe('gone')
})

test('partition_days skips tables whose name does not end with a day, in every query plan', async () => {
  const client = await session()
  await client.query(`
    create table odd_id (); create table odd_20261399 (); set enable_nestloop = off; set enable_mergejoin = off`)
  const { rows } = await client.query(
    `select count(*)::int as days from partition_days('snapshots') where day > '2020-01-01'`,
  )
  expect(rows[0].days).toBeGreaterThan(8)
  await client.query('drop table odd_id, odd_20261399')
})

test('the archive lag is the age of the oldest day past its retention, whether its archive has begun or not', async () => {
  await makePast(35)
  await db.execute(
    sql`insert into archives (kind, day, status) values ('platform_status', '2020-02-01', 'dropping'), ('snapshots', '2020-02-01', 'done')`,
  )
  const [status, snapshots] = await readArchiveLag(db, { retentionDays: 33 })
  expect(status).toMatchObject({ kind: 'platform_status', oldestDay: '2020-02-01' })
  expect(snapshots).toEqual({ kind: 'snapshots', days: 7, oldestDay: await day(-40), ageDays: 40 })
  expect((await readArchiveLag(db, { retentionDays: 50 }))[1]).toEqual({
    kind: 'snapshots',
    days: 0,
    oldestDay: null,
    ageDays: 0,
  })
})
