import { deleteOldRows } from '@edgesweep/core/retention/delete-old-rows.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { rowsOf } from '../../db/some.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()
const settings = settingsFrom({ JOB_RETENTION_DAYS: '7' })

/** A context whose clock advances by `stepMs` at each reading. */
function context(stepMs = 0) {
  let now = 0
  const deleted: unknown[] = []
  const log = { info: (_: string, fields?: unknown) => deleted.push(fields), warn: () => {}, error: () => {} }
  return { deleted, ctx: { db, settings, log, clock: { now: () => (now += stepMs), sleep: async () => {} } } }
}

beforeEach(async () => {
  await runStatement(db, 'no jobs', sql`delete from jobs`)
  await runStatement(db, 'no deliveries', sql`delete from deliveries`)
})

const someJobs = (count: number, days: number) =>
  runStatement(
    db,
    'some jobs',
    sql`
      insert into jobs (id, kind, lane, status, spec, total, completed, failed, attempt, submitted_at, ended_at)
      select 'job_' || ${days}::int || '_' || n, 'cart', 'bulk', 'completed', '{}', 1, 1, 0, 1, now(),
        now() - make_interval(days => ${days}::int)
      from generate_series(1, ${count}::int) as n`,
  )

const someDeliveries = (count: number, days: number, status: string) =>
  runStatement(
    db,
    'some deliveries',
    sql`
      insert into deliveries (id, event_id, kind, url, payload, status, created_at)
      select 'dlv_' || ${status}::text || ${days}::int || '_' || n, 'evt_' || ${status}::text || ${days}::int || '_' || n,
        'job.completed', 'https://hooks.example/', '{}', ${status}::text, now() - make_interval(days => ${days}::int)
      from generate_series(1, ${count}::int) as n`,
  )

test('rows past their retention are deleted, younger ones stay, and an old open delivery ends', async () => {
  await someJobs(2_001, 8)
  await someJobs(1, 6)
  await someDeliveries(1_500, 8, 'delivered')
  for (const status of ['dead', 'pending', 'failed']) await someDeliveries(1, 8, status)
  await someDeliveries(1, 6, 'delivered')
  await someDeliveries(1, 3, 'pending')
  await runStatement(
    db,
    'some receivers',
    sql`insert into webhook_receivers (receiver, changed_at) values ('old', now() - interval '8 days'), ('young', now())`,
  )
  const { ctx, deleted } = context()
  await deleteOldRows(ctx, 60_000)
  expect(deleted).toEqual([{ jobs: 2_001, deliveries: 1_503, completions: 0, receivers: 1, endedDeliveries: 2 }])
  expect(await rowsOf(db, 'jobs', 'id')).toMatchObject([{ id: 'job_6_1' }])
  const left = (await rowsOf(db, 'deliveries', 'id')).map(({ id }) => id)
  expect(left).toEqual(['dlv_delivered6_1', 'dlv_pending3_1'])
  expect(await rowsOf(db, 'webhook_receivers', 'receiver')).toMatchObject([{ receiver: 'young' }])
})

test('completion counts are deleted after two days, however long jobs are kept', async () => {
  await runStatement(
    db,
    'some completions',
    sql`
      insert into pipeline_completions (pipeline, instance, minute, completed)
      select 'creatives', 'edge-' || n, date_trunc('minute', now()) - make_interval(hours => hours), 1
      from generate_series(1, 1_200) as n, unnest(array[47, 49]) as hours`,
  )
  const { ctx, deleted } = context()
  await deleteOldRows(ctx, 60_000)
  expect(deleted).toMatchObject([{ jobs: 0, deliveries: 0, completions: 1_200 }])
  expect(await rowsOf(db, 'pipeline_completions', 'minute')).toHaveLength(1_200)
})

test('no statement begins when the time is up', async () => {
  await someJobs(2_500, 8)
  const { ctx, deleted } = context(10)
  await deleteOldRows(ctx, 15)
  expect(deleted).toMatchObject([{ jobs: 1_000, deliveries: 0, completions: 0 }])
})

test('two concurrent deletions share the rows, and neither waits for the other', async () => {
  await someJobs(2_500, 8)
  const runs = [context(), context()]
  await Promise.all(runs.map(({ ctx }) => deleteOldRows(ctx, 60_000)))
  expect(await rowsOf(db, 'jobs', 'id')).toEqual([])
})
