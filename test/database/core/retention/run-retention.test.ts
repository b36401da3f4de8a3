import { retentionKinds, retentionNames } from '@edgesweep/core/retention-kinds.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { someOutlet } from '../../db/some.ts'
import { openDatabase } from '../../open-database.ts'
import { columnOf, namesOf, noRows, someFileTasks, someImportRow, someJobs, someRun } from './retention-world.ts'

const { db } = await openDatabase()

beforeEach(() => noRows(db))

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

test('rows past the retention of their kind are deleted, and younger or open ones stay', async () => {
  const outlet = await someOutlet(db)
  const age = sql`make_interval(days => d)`
  await someJobs(db, 1_001, 8)
  await someJobs(db, 1, 6)
  await someJobs(db, 1, 8, true)
  await someDeliveries(1_001, 8, 'delivered')
  await someDeliveries(1, 8, 'dead')
  await someDeliveries(1, 8, 'pending')
  await someDeliveries(1, 6, 'delivered')
  await db.execute(
    sql`insert into webhook_receivers (receiver, changed_at) select d::text, now() - ${age} from unnest(array[6, 8]) d`,
  )
  await db.execute(
    sql`insert into file_hosts (host, changed_at) select d::text, now() - ${age} from unnest(array[6, 8]) d`,
  )
  await db.execute(sql`
    insert into pipeline_completions (pipeline, instance, minute, completed)
    select 'creatives', d::text, date_trunc('minute', now()) - ${age}, 1 from unnest(array[6, 8]) d`)
  await db.execute(sql`
    insert into change_events (id, kind, outlet_id, observed_at)
    select replace(new_id('evt_'), 'evt_01', case d when 8 then 'evt_00' else 'evt_01' end), 'item.added', ${outlet}, now() - ${age}
    from unnest(array[6, 8]) d`)
  await db.execute(sql`
    insert into sweeps (id, status, outlets, ended_at) values
      ('swp_0000', 'completed', 1, now() - interval '8 days'), ('swp_0001', 'running', 1, null), ('swp_0002', 'failed', 1, now())`)
  const variables = ['JOB', 'DELIVERY', 'RECEIVER', 'COMPLETION', 'CHANGE', 'SWEEP']
  const days = Object.fromEntries(variables.map((name) => [`${name}_RETENTION_DAYS`, '7']))
  const { run, deleted } = someRun(db, { ...days, DEAD_LETTER_RETENTION_DAYS: '30' })
  await run()
  const one = { rows: 1, files: 0 }
  expect(deleted()).toEqual({
    jobs: { rows: 1_001, files: 0 },
    deliveries: { rows: 1_002, files: 0 },
    receivers: { rows: 2, files: 0 },
    completions: one,
    changes: one,
    sweeps: one,
  })
  expect(await columnOf(db, 'jobs', 'id')).toEqual(['job_6false1', 'job_8true1'])
  expect(await columnOf(db, 'deliveries', 'id')).toEqual(['dlv_delivered6_1', 'dlv_pending8_1'])
  expect(await columnOf(db, 'webhook_receivers', 'receiver')).toEqual(['6'])
  expect(await columnOf(db, 'file_hosts', 'host')).toEqual(['6'])
  expect(await columnOf(db, 'pipeline_completions', 'instance')).toEqual(['6'])
  expect(await columnOf(db, 'change_events', 'id')).toEqual([expect.stringMatching(/^evt_01/)])
  expect(await columnOf(db, 'sweeps', 'id')).toEqual(['swp_0001', 'swp_0002'])
})

test('a kind that is kept for ever loses nothing, and one that has its own days follows only them', async () => {
  await someJobs(db, 1, 20_000)
  await someJobs(db, 1, 3, true)
  const { run, deleted } = someRun(db, { JOB_RETENTION_DAYS: 'forever', DEAD_LETTER_RETENTION_DAYS: '2' })
  await run()
  expect(deleted()).toEqual({ dead_letters: { rows: 1, files: 0 } })
  expect(await columnOf(db, 'jobs', 'dead')).toEqual([false])
})

test('no batch begins when the time is up, and the next run deletes the rest', async () => {
  await someJobs(db, 2_500, 31)
  const first = someRun(db, {}, inMemoryFiles(), 10)
  await first.run(15)
  expect(first.deleted()).toEqual({ jobs: { rows: 1_000, files: 0 } })
  await someRun(db).run()
  expect(await columnOf(db, 'jobs', 'id')).toEqual([])
})

test('when a run has time for one batch only, each kind still has its turn', async () => {
  await someJobs(db, 30_000, 31)
  await someDeliveries(3, 31, 'dead')
  await db.execute(sql`insert into file_hosts (host, changed_at) values ('a', now() - interval '31 days')`)
  await db.execute(sql`
    insert into sweeps (id, status, outlets, ended_at) values ('swp_0000', 'completed', 1, now() - interval '91 days')`)
  const minutes = retentionNames.map((_, n) => 29_400_000 + n)
  for (const minute of minutes) await someRun(db, {}, inMemoryFiles(), 10, minute).run(25)
  for (const [table, column] of Object.entries({ deliveries: 'id', file_hosts: 'host', sweeps: 'id' }))
    expect(await columnOf(db, table, column)).toEqual([])
})

test('a row that becomes young while its file is deleted stays', async () => {
  const files = inMemoryFiles()
  await someFileTasks(db, files, ['files/a', 'files/b'], 400)
  const { delete: remove } = files
  files.delete = async (names) => {
    await remove(names)
    if (names.includes('files/a')) await db.execute(sql`update file_tasks set ended_at = now() where name = 'files/a'`)
  }
  await someRun(db, {}, files).run()
  expect(await columnOf(db, 'file_tasks', 'name')).toEqual(['files/a'])
})

test('two concurrent runs share the rows, and neither waits for the other', async () => {
  await someJobs(db, 2_500, 31)
  await Promise.all([someRun(db).run(), someRun(db).run()])
  expect(await columnOf(db, 'jobs', 'id')).toEqual([])
})

test('a kind that fails is logged and does not keep the others from their turn', async () => {
  await someFileTasks(db, null, ['files/a'], 400)
  await someJobs(db, 1, 31)
  const files = { ...inMemoryFiles(), delete: () => Promise.reject(new Error('the bucket does not answer')) }
  const { run, log } = someRun(db, {}, files)
  await run()
  expect(log.error).toHaveBeenCalledWith('retention.failed', {
    kind: 'files',
    error: 'Error: the bucket does not answer',
  })
  expect([await columnOf(db, 'jobs', 'id'), await columnOf(db, 'file_tasks', 'name')]).toEqual([[], ['files/a']])
})

test('a file goes with the last row that names it, and stays while a younger row does', async () => {
  const files = inMemoryFiles()
  const old = Array.from({ length: 1_500 }, (_, n) => `files/k/old-${n}`)
  await someFileTasks(db, files, [...old, 'files/k/shared', 'files/k/twice'], 400)
  await someFileTasks(db, files, ['files/k/twice'], 399)
  await someFileTasks(db, files, ['files/k/shared', 'files/k/young'], 30)
  const { run, deleted } = someRun(db, {}, files)
  await run()
  expect(deleted()).toEqual({ files: { rows: 1_503, files: 1_501 } })
  expect(namesOf(files)).toEqual(['files/k/shared', 'files/k/young'])
  expect(await columnOf(db, 'file_tasks', 'name')).toEqual(['files/k/shared', 'files/k/young'])
})

test('an old file is deleted before its row, so that a run that dies between the two leaves no orphan', async () => {
  const files = inMemoryFiles()
  await someFileTasks(db, files, ['files/a', 'files/b'], 400)
  const dies = {
    ...files,
    delete: (names: string[]) => files.delete(names).then(() => Promise.reject(new Error('killed'))),
  }
  await someRun(db, {}, dies).run()
  expect([namesOf(files), await columnOf(db, 'file_tasks', 'name')]).toEqual([[], ['files/a', 'files/b']])
  await someRun(db, {}, files).run()
  expect(await columnOf(db, 'file_tasks', 'name')).toEqual([])
})

test('an import goes with its reject file 90 days after its end, and one that has not ended stays', async () => {
  const files = inMemoryFiles()
  await someImportRow(db, { id: 'imp_old', days: 91, rejects: ['split-1.6.0', 'superseded-2.6.0'] })
  await someImportRow(db, { id: 'imp_young', days: 89, rejects: ['split-1.6.0'] })
  await someImportRow(db, { id: 'imp_open', days: null, status: 'staging', rejects: ['split-1.6.0'] })
  const sections = [
    'imp_old/rejects/split-1',
    'imp_old/rejects/superseded-2',
    'imp_young/rejects/split-1',
    'imp_open/rejects/split-1',
  ]
  for (const name of sections) await files.put(`imports/${name}.6.0.csv`, 'reject', 'text/csv')
  const { run, deleted } = someRun(db, {}, files)
  await run()
  expect(deleted()).toEqual({ imports: { rows: 1, files: 2 } })
  expect(await columnOf(db, 'imports', 'id')).toEqual(['imp_open', 'imp_young'])
  expect(namesOf(files)).toEqual([
    'imports/imp_open/rejects/split-1.6.0.csv',
    'imports/imp_young/rejects/split-1.6.0.csv',
  ])
})

test('archived days stay for ever without a setting, and go with their files and index rows with one', async () => {
  const files = inMemoryFiles()
  const day = sql`(now() at time zone 'UTC')::date`
  for (const [age, status] of [
    [12, 'done'],
    [11, 'done'],
    [10, 'done'],
    [12, 'writing'],
  ] as const) {
    const kind = status === 'done' ? 'snapshots' : 'platform_status'
    const file = `archive/${kind}/${age}`
    await files.put(file, 'rows', 'application/gzip')
    await db.execute(
      sql`insert into archives (kind, day, status, part_files, bytes) values (${kind}, ${day} - ${age}::int, ${status}, array[${file}], 4)`,
    )
    await db.execute(sql`
      insert into archive_members (outlet_id, kind, day, part, byte_offset, bytes, rows, sha256, first_at, last_at)
      values ('out_1', ${kind}, ${day} - ${age}::int, 1, 0, 4, 1, 'a', now(), now())`)
  }
  await someRun(db, {}, files).run()
  expect(files.stored.size).toBe(4)
  const { run, deleted } = someRun(db, { ARCHIVE_RETENTION_DAYS: '10' }, files)
  await run()
  expect(deleted()).toEqual({ archive: { rows: 4, files: 2 } })
  expect(namesOf(files)).toEqual(['archive/platform_status/12', 'archive/snapshots/10'])
  expect(await columnOf(db, 'archive_members', 'kind')).toEqual(['platform_status', 'snapshots'])
})

test('every kind has its own variable', () => {
  const variables = retentionNames.map((kind) => retentionKinds[kind].variable)
  expect(new Set(variables).size).toBe(variables.length)
})
