import type { ApiContext } from '@edgesweep/api/src/api.ts'
import { createApp } from '@edgesweep/api/src/app.ts'
import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { retentionNames } from '@edgesweep/core/retention-kinds.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import {
  columnOf,
  namesOf,
  ownedBucket,
  someFiles,
  someFileTasks,
  someImportRow,
  someJobs,
  someRun,
} from '../core/retention/retention-world.ts'
import { openDatabase } from '../open-database.ts'

const { db } = await openDatabase()
const key = mintApiKey()
await storeApiKey({ db }, key, { id: 'reader', name: 'reader', scopes: ['read'] })
const files = await ownedBucket(db)
const env = { ARCHIVE_RETENTION_DAYS: 'forever', JOB_RETENTION_DAYS: '3' }
const log = { info: () => {}, warn: () => {}, error: console.error }
let now = 0
const appOn = (bucket: ApiContext['files']) =>
  createApp(
    () =>
      ({
        db,
        primaryReads: db,
        log,
        clock: { now: () => now, sleep: async () => {} },
        settings: settingsFrom(env),
        files: bucket,
      }) as unknown as ApiContext,
  )

/** What would go, by kind. */
async function read(bucket: ApiContext['files'] = files) {
  now += 3_600_000
  const answer = await appOn(bucket).request('/v1/retention', { headers: { authorization: `Bearer ${key.key}` } })
  expect(answer.status).toBe(200)
  const { data } = (await answer.json()) as { data: Array<{ kind: string; old: object | null }> }
  expect(data.map(({ kind }) => kind)).toEqual(retentionNames)
  return Object.fromEntries(data.map((one) => [one.kind, one])) as Record<string, (typeof data)[number]>
}

test('the dry run counts what the next run deletes, and deletes nothing', async () => {
  await someJobs(db, 3, 5)
  await someJobs(db, 1, 2)
  await someFileTasks(db, files, ['files/a', 'files/b', 'files/b'], 400)
  await someFileTasks(
    db,
    files,
    Array.from({ length: 9 }, (_, n) => `files/young-${n}`),
    30,
  )
  await someFileTasks(db, null, ['files/elsewhere'], 30)
  await someFiles(files, ['files/orphan', 'imports/imp_2/pieces/00001'], 30)
  await someFiles(files, ['archive/snapshots/2020-01-01/a', 'archive/snapshots/2020-01-02/a'], 30)
  await someFiles(files, ['pages/old'], 40)
  await someImportRow(db, { id: 'imp_1', days: 100, rejects: ['split-1.500.0', 'split-2.20.7'] })
  await someImportRow(db, { id: 'imp_2', days: 30 })
  await db.execute(sql`
    insert into outlet_pages (sweep_id, outlet_id, observed_at, place, requested_url, via, url, status, content_type, file)
    select 'swp_1', 'out_1', now() - interval '20 days', n, 'u', 'fetch', 'u', 200, 't', 'sweep-pages/2001-01-01/a'
    from generate_series(1, 2) n`)
  await files.put('sweep-pages/2001-01-01/a', 'a page', 'text/html')
  const before = [namesOf(files), await columnOf(db, 'jobs', 'id'), await columnOf(db, 'outlet_pages', 'place')]
  const shown = await read()
  const all = { bytes: expect.any(Number), oldest: expect.any(String), is_all: true, unmatched: { files: 0, rows: 0 } }
  expect(shown.jobs).toMatchObject({
    setting: 'JOB_RETENTION_DAYS',
    days: 3,
    old: { ...all, rows: 3, files: 0 },
  })
  expect(shown.archive).toMatchObject({ days: null, before: null, old: { rows: 0, files: 0, bytes: 0, oldest: null } })
  expect(shown.files!.old).toEqual({ ...all, rows: 3, files: 2 })
  expect(shown.imports!.old).toEqual({ ...all, rows: 1, files: 2, bytes: 520 })
  expect(shown.pages!.old).toEqual({ ...all, rows: 2, files: 1 })
  expect(shown.job_pages!.old).toEqual({ ...all, rows: 0, files: 1, bytes: 6 })
  expect(shown.orphans!.old).toEqual({ ...all, rows: 0, files: 2, bytes: 12, unmatched: { files: 2, rows: 1 } })
  expect([namesOf(files), await columnOf(db, 'jobs', 'id'), await columnOf(db, 'outlet_pages', 'place')]).toEqual(
    before,
  )
  const { run, deleted } = someRun(db, env, files)
  await run()
  const counted = Object.entries(shown).flatMap(([kind, { old }]) => {
    const { rows, files: stored } = old as { rows: number; files: number }
    return rows + stored > 0 ? [[kind, { rows, files: stored }]] : []
  })
  expect(deleted()).toEqual(Object.fromEntries(counted))
})

test('a kind that cannot be counted is null, and the others are shown', async () => {
  const broken = { ...files, list: () => Promise.reject(new Error('the bucket does not answer')) }
  const shown = await read(broken)
  expect([shown.orphans!.old, shown.job_pages!.old, shown.jobs!.old]).toMatchObject([null, null, { rows: 0 }])
})

test('a host without a bucket answers that it has none', async () => {
  const answer = await appOn(null).request('/v1/retention', { headers: { authorization: `Bearer ${key.key}` } })
  expect(answer.status).toBe(503)
  expect(await answer.json()).toMatchObject({ title: 'Unavailable', detail: expect.stringContaining('no bucket') })
})
