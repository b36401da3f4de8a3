import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { openDatabase } from '../../open-database.ts'
import {
  columnOf,
  namesOf,
  noRows,
  ownedBucket,
  someFiles,
  someFileTasks,
  someImportRow,
  someRun,
} from './retention-world.ts'

const { db } = await openDatabase()
const other = await openDatabase()

beforeEach(() => noRows(db))

/** Lets the next pass over each folder begin. */
const nextDay = () => db.execute(sql`update bucket_passes set began_at = began_at - interval '1 day'`)

test('files that no row names go after their grace, in every folder, and all others stay', async () => {
  const files = await ownedBucket(db)
  const needed = {
    tasks: Array.from({ length: 18 }, (_, n) => `files/key_1/a${n}`),
    pages: Array.from({ length: 9 }, (_, n) => `sweep-pages/2026-11-01/a${n}`),
    rejects: 'imports/imp_done/rejects/split-1.6.0.csv',
    upload: ['imports/imp_open/pieces/00001', 'imports/imp_open/parts/split-1.csv'],
    archive: ['archive/snapshots/2026-01-01/00001-a.ndjson.gz', 'archive/snapshots/2026-01-02/00009-x.ndjson.gz'],
  }
  await someFileTasks(db, null, needed.tasks, 30)
  await db.execute(sql`
    insert into outlet_pages (sweep_id, outlet_id, observed_at, place, requested_url, via, url, status, content_type, file)
    select 'swp_1', 'out_1', now(), n, 'u', 'fetch', 'u', 200, 't', file
    from jsonb_array_elements_text(${JSON.stringify(needed.pages)}::jsonb) with ordinality as t (file, n)`)
  await someImportRow(db, { id: 'imp_done', days: 9, rejects: ['split-1.6.0'] })
  await someImportRow(db, { id: 'imp_open', days: null, status: 'uploading' })
  await db.execute(sql`
    insert into archives (kind, day, status, part_files) values
      ('snapshots', '2026-01-01', 'done', array[${needed.archive[0]!}]), ('snapshots', '2026-01-02', 'verifying', '{}')`)
  const all = [...needed.tasks, ...needed.pages, needed.rejects, ...needed.upload, ...needed.archive]
  await someFiles(files, all, 30)
  const orphans = [
    'files/key_1/b',
    'files/key_2/a',
    'sweep-pages/2026-11-01/b',
    'imports/imp_done/rejects/split-1.0.9.csv',
    'imports/imp_done/parts/split-1.csv',
    'imports/imp_done/pieces/00001',
    'archive/snapshots/2026-01-01/00001-b.ndjson.gz',
  ]
  await someFiles(files, orphans, 8)
  const young = orphans.map((name) => `${name}-young`)
  await someFiles(files, young, 6)
  const history = ['archive/snapshots/2026-01-03/00001-a.ndjson.gz', 'archive/odd', 'archive/odd/2026-01-01/a']
  const others = ['health/none', 'pages/a', 'backup/2026', ...history]
  await someFiles(files, others, 20)
  const { run, deleted } = someRun(db, {}, files)
  await run()
  expect(deleted()).toEqual({ orphans: { rows: 0, files: orphans.length } })
  expect(namesOf(files)).toEqual([...all, ...young, ...others].sort())
})

test('a file that is stored while the folder is compared keeps its row and itself', async () => {
  const files = await ownedBucket(db)
  await someFiles(files, ['files/a'], 30)
  await someFileTasks(db, null, ['files/a'], 20)
  const { list } = files
  files.list = async (folder, after) => {
    const listed = await list(folder, after)
    if (folder === 'files/' && after === '') await someFileTasks(db, files, ['files/aa'], 0)
    return listed
  }
  await someRun(db, {}, files).run()
  expect([namesOf(files), await columnOf(db, 'file_tasks', 'name')]).toEqual([
    ['files/a', 'files/aa'],
    ['files/a', 'files/aa'],
  ])
})

test('a row whose file is not in the bucket stays, because a runner may keep the file elsewhere, and the log says so', async () => {
  const files = await ownedBucket(db)
  await someFileTasks(db, files, ['files/b', 'files/d'], 30)
  await someFileTasks(db, null, ['files/a', 'files/c', 'files/e'], 30)
  await someFileTasks(db, null, ['files/c2'], 1)
  const { run, log, deleted } = someRun(db, {}, files)
  await run()
  expect(await columnOf(db, 'file_tasks', 'name')).toEqual(['a', 'b', 'c', 'c2', 'd', 'e'].map((n) => `files/${n}`))
  expect(deleted()).toEqual({})
  expect(log.warn).toHaveBeenCalledWith('files.gone', { folder: 'files/', files: 3, first: 'files/a' })
})

/** Files of every folder, all long past the grace. */
const everyFolder = [
  ...Array.from({ length: 40 }, (_, n) => `files/key_1/${n}`),
  'sweep-pages/2026-11-01/b',
  'imports/imp_1/pieces/00001',
  'archive/snapshots/2026-01-01/00001-a.ndjson.gz',
  'archive/snapshots/2026-01-01/00001-b.ndjson.gz',
]

test.each(['owned', 'unknown'])('an empty database deletes no file of a bucket that is %s', async (owner) => {
  const files = owner === 'owned' ? await ownedBucket(db) : inMemoryFiles()
  await someFiles(files, everyFolder, 30)
  const { run, log, deleted } = someRun(db, {}, files)
  await run()
  expect([deleted(), namesOf(files)]).toEqual([{}, [...everyFolder].sort()])
  const kept = { folder: 'files/', files: 40, first: 'files/key_1/0', owner: owner === 'owned' ? 'this' : 'unknown' }
  expect(log.warn).toHaveBeenCalledWith('orphans.kept', kept)
  expect(files.stored.has('identity/database')).toBe(owner === 'owned')
})

test("a database with the same rows deletes no file of another's bucket, and says so", async () => {
  const files = await ownedBucket(other.db)
  await someFiles(files, [...everyFolder, 'pages/a'], 40)
  await someFileTasks(db, null, everyFolder.slice(0, 39), 30)
  await db.execute(sql`insert into archives (kind, day, status) values ('snapshots', '2026-01-01', 'done')`)
  const { run, log, deleted } = someRun(db, {}, files)
  await run()
  expect([deleted(), namesOf(files)]).toEqual([{}, [...everyFolder, 'pages/a'].sort()])
  for (const folder of ['files/', 'archive/', 'pages/'])
    expect(log.error).toHaveBeenCalledWith('bucket.another', { folder })
})

test.each([
  [8, 0],
  [9, 1],
  [18, 2],
  [18, 3],
  [900, 101],
])(
  'of %i files with a row and %i without, those without go only while they are at most a tenth',
  async (named, strays) => {
    const files = await ownedBucket(db)
    const tasks = Array.from({ length: named }, (_, n) => `files/named-${n}`)
    await someFileTasks(db, null, tasks, 30)
    const odd = Array.from({ length: strays }, (_, n) => `files/a-${n}`)
    await someFiles(files, [...tasks, ...odd], 30)
    await someRun(db, {}, files).run()
    const share = strays / Math.min(1_000, named + strays)
    expect(namesOf(files)).toEqual((share > 0.1 ? [...odd, ...tasks] : tasks).sort())
  },
)

test("a bucket becomes the database's with the first file that a row needs, and orphans go from the next pass on", async () => {
  const files = inMemoryFiles()
  const tasks = Array.from({ length: 20 }, (_, n) => `files/named-${n}`)
  await someFiles(files, [...tasks, 'files/odd'], 30)
  await someFileTasks(db, null, tasks, 30)
  await someRun(db, {}, files).run()
  expect(namesOf(files)).toContain('files/odd')
  await nextDay()
  await someRun(db, {}, files).run()
  expect(namesOf(files)).toEqual(tasks.sort())
})

test('a pass over 2,500 files goes on where a killed run stopped, and the next one begins a day later', async () => {
  const files = await ownedBucket(db)
  const names = Array.from({ length: 2_500 }, (_, n) => `files/${String(n).padStart(4, '0')}`)
  const isNamed = (_: string, n: number) => n % 20 !== 0
  await someFiles(files, names, 30)
  await someFileTasks(db, null, names.filter(isNamed), 30)
  const asked: string[] = []
  const { list } = files
  files.list = (folder, after) => {
    if (folder === 'files/') asked.push(after)
    return list(folder, after)
  }
  const remove = files.delete
  let deletions = 0
  files.delete = (all) => (++deletions === 2 && all.length > 0 ? Promise.reject(new Error('killed')) : remove(all))
  await someRun(db, { JOB_PAGE_RETENTION_DAYS: 'forever' }, files).run()
  files.delete = remove
  await someRun(db, {}, files).run()
  await someRun(db, {}, files).run()
  expect(asked.filter((after) => after === '')).toHaveLength(1)
  expect(namesOf(files)).toEqual(names.filter(isNamed))
  expect(await columnOf(db, 'file_tasks', 'name')).toHaveLength(2_375)
  await nextDay()
  await someRun(db, {}, files).run()
  expect(asked.filter((after) => after === '')).toHaveLength(2)
})

test('two concurrent passes delete the same files and no others', async () => {
  const files = await ownedBucket(db)
  const names = Array.from({ length: 1_200 }, (_, n) => `files/${String(n).padStart(4, '0')}`)
  const named = names.filter((_, n) => n % 15 !== 0)
  await someFiles(files, names, 30)
  await someFileTasks(db, null, named, 30)
  await Promise.all([someRun(db, {}, files).run(), someRun(db, {}, files).run()])
  expect(namesOf(files)).toEqual(named)
})

test('pages of page jobs go by the age of their last reading', async () => {
  const files = inMemoryFiles()
  await someFiles(files, ['pages/a', 'pages/b'], 31)
  await someFiles(files, ['pages/c'], 29)
  await files.put('pages/b', 'read again', 'text/html')
  const { run, deleted } = someRun(db, {}, files)
  await run()
  expect([deleted(), namesOf(files)]).toEqual([{ job_pages: { rows: 0, files: 1 } }, ['pages/b', 'pages/c']])
})
