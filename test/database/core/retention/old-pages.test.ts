import { readOldNamed } from '@edgesweep/db/queries/retention/read-old-named.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { type SQL, sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { openDatabase } from '../../open-database.ts'
import { columnOf, type Files, namesOf, noRows, someRun } from './retention-world.ts'

const { db } = await openDatabase()

beforeEach(() => noRows(db))

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

const namedFiles = async () => [...new Set((await columnOf(db, 'outlet_pages', 'file')).map(String))].sort()

/** Stores a file for each row. */
async function bucket(): Promise<Files> {
  const files = inMemoryFiles()
  for (const name of await namedFiles()) await files.put(name, 'page', 'text/html')
  return files
}

const run = (files: Files) => someRun(db, { PAGE_RETENTION_DAYS: '2' }, files).run()

test('pages past their retention are deleted with their files, and those of younger days stay with theirs', async () => {
  await somePages(3, 701)
  await somePages(2, 2)
  await somePages(0, 2)
  const files = await bucket()
  await run(files)
  expect(await columnOf(db, 'outlet_pages', 'sweep_id')).toEqual([...Array(6).fill('swp_0'), ...Array(6).fill('swp_2')])
  expect(namesOf(files)).toEqual(await namedFiles())
})

test('a page that is read again while its old copy is deleted keeps its file', async () => {
  await somePages(3, 1)
  const files = await bucket()
  const { delete: remove } = files
  // The old file is deleted, but not its row yet. At this moment the same page is read again and its file is stored before its row.
  files.delete = async (names) => {
    await remove(names)
    if (names.length === 0) return
    await somePages(0, 1)
    for (const name of await namedFiles()) if (!names.includes(name)) await files.put(name, 'page', 'text/html')
  }
  await run(files)
  expect(await namedFiles()).toHaveLength(3)
  expect(namesOf(files)).toEqual(await namedFiles())
})

test('two concurrent runs leave neither rows nor files', async () => {
  await somePages(3, 701)
  const files = await bucket()
  await Promise.all([run(files), run(files)])
  expect([await namedFiles(), namesOf(files)]).toEqual([[], []])
})

test('old pages are found among 90,000 without reading the whole table', async () => {
  await somePages(3, 1_000)
  await somePages(0, 29_000)
  await db.execute(sql`analyze outlet_pages`)
  let plan = ''
  const explaining = {
    execute: async (statement: SQL) => {
      const explained = await db.execute(sql`explain (format json) ${statement}`)
      plan = JSON.stringify(explained)
      return { rows: [{}] }
    },
  } as unknown as typeof db
  await readOldNamed(explaining, 'pages', { before: new Date(Date.now() - 2 * 86_400_000).toISOString(), limit: 1_000 })
  expect(plan).toContain('outlet_pages_by_file')
  // A larger table turns such a join into one that reads it whole.
  expect(plan).not.toContain('"Join Type":"Anti"')
  expect(plan).not.toMatch(/"Seq Scan"[^{}]*"Relation Name":"outlet_pages"/)
})
