import { deleteOldPages } from '@edgesweep/core/retention/delete-old-pages.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { rowsOf } from '../../db/some.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()
const settings = settingsFrom({ PAGE_RETENTION_DAYS: '2' })
const log = { info: () => {}, warn: () => {}, error: () => {} }
const context = (files = inMemoryFiles()) => ({ db, files, settings, log, clock: systemClock })

beforeEach(async () => {
  await runStatement(db, 'no pages', sql`delete from outlet_pages`)
})

/** Stores `count` observations of three pages each, a second apart from the start of a day. All share the day's `first.html`. */
async function somePages(daysAgo: number, count: number): Promise<void> {
  await runStatement(
    db,
    'some pages',
    sql`
      insert into outlet_pages
        (sweep_id, outlet_id, observed_at, place, requested_url, via, url, status, content_type, file)
      select 'swp_' || ${daysAgo}::int, 'out_' || n, d.day + n * interval '1 second', place, 'u', 'fetch', 'u', 200, 't',
        'sweep-pages/' || to_char(d.day at time zone 'UTC', 'YYYY-MM-DD') || '/'
          || case place when 0 then 'first.html' else n || '.' || place end
      from (select date_trunc('day', now(), 'UTC') - make_interval(days => ${daysAgo}::int) as day) as d,
        generate_series(1, ${count}::int) as n, generate_series(0, 2) as place`,
  )
}

/** Stores a file for each row. */
async function bucket() {
  const files = inMemoryFiles()
  for (const name of await namedFiles()) await files.put(name, 'page', 'text/html')
  return files
}

const namedFiles = async () =>
  [...new Set((await rowsOf(db, 'outlet_pages', 'file')).map(({ file }) => String(file)))].sort()

test('pages past their retention are deleted with their files, and younger ones stay with theirs', async () => {
  await somePages(3, 701)
  await somePages(2, 2)
  await somePages(0, 2)
  const files = await bucket()
  await deleteOldPages(context(files), 60_000)
  const left = await rowsOf(db, 'outlet_pages', 'sweep_id')
  expect(left.map(({ sweep_id }) => sweep_id)).toEqual([...Array(6).fill('swp_0'), ...Array(6).fill('swp_2')])
  expect([...files.stored.keys()].sort()).toEqual(await namedFiles())
})

test('a page that is read again while its old copy is deleted keeps its file', async () => {
  await somePages(3, 1)
  const files = await bucket()
  const { delete: remove } = files
  // The old file is deleted, but not its row yet. At this moment the same page is read again and its file is stored before its row.
  files.delete = async (names) => {
    await remove(names)
    await somePages(0, 1)
    for (const name of await namedFiles()) if (!names.includes(name)) await files.put(name, 'page', 'text/html')
  }
  await deleteOldPages(context(files), 60_000)
  expect(await namedFiles()).toHaveLength(3)
  expect([...files.stored.keys()].sort()).toEqual(await namedFiles())
})

test('rows stay until their files are deleted, so that a failing bucket leaves no orphans', async () => {
  await somePages(3, 1)
  const files = await bucket()
  const broken = { ...files, delete: () => Promise.reject(new Error('the bucket does not answer')) }
  await expect(deleteOldPages(context(broken), 60_000)).rejects.toThrow('bucket')
  expect(await namedFiles()).toHaveLength(3)
  await deleteOldPages(context(files), 60_000)
  expect([await namedFiles(), files.stored.size]).toEqual([[], 0])
})

test('two concurrent deletions leave neither rows nor files', async () => {
  await somePages(3, 701)
  const files = await bucket()
  await Promise.all([deleteOldPages(context(files), 60_000), deleteOldPages(context(files), 60_000)])
  expect([await namedFiles(), files.stored.size]).toEqual([[], 0])
})
