import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { openDatabase } from '../../open-database.ts'
import { columnOf, namesOf, noRows, someFiles, someFileTasks, someImportRow, someRun } from './retention-world.ts'

const { db } = await openDatabase()

beforeEach(() => noRows(db))

/** Lets the next pass over each folder begin. */
const nextDay = () => db.execute(sql`update bucket_passes set began_at = began_at - interval '1 day'`)

test('files that no row names go after their grace, in every folder, and all others stay', async () => {
  const files = inMemoryFiles()
  const needed = {
    tasks: ['files/key_1/a', 'files/key_1/c'],
    page: 'sweep-pages/2026-11-01/a',
    rejects: 'imports/imp_done/rejects/split-1.6.0.csv',
    upload: ['imports/imp_open/pieces/00001', 'imports/imp_open/parts/split-1.csv'],
    archive: ['archive/snapshots/2026-01-01/00001-a.ndjson.gz', 'archive/snapshots/2026-01-02/00009-x.ndjson.gz'],
  }
  await someFileTasks(db, null, needed.tasks, 30)
  await db.execute(sql`
    insert into outlet_pages (sweep_id, outlet_id, observed_at, place, requested_url, via, url, status, content_type, file)
    values ('swp_1', 'out_1', now(), 0, 'u', 'fetch', 'u', 200, 't', ${needed.page})`)
  await someImportRow(db, { id: 'imp_done', days: 9, rejects: ['split-1.6.0'] })
  await someImportRow(db, { id: 'imp_open', days: null, status: 'uploading' })
  await db.execute(sql`
    insert into archives (kind, day, status, part_files) values
      ('snapshots', '2026-01-01', 'done', array[${needed.archive[0]!}]), ('snapshots', '2026-01-02', 'verifying', '{}')`)
  const all = [...needed.tasks, needed.page, needed.rejects, ...needed.upload, ...needed.archive]
  await someFiles(files, all, 30)
  const orphans = [
    'files/key_1/b',
    'files/key_2/a',
    'sweep-pages/2026-11-01/b',
    'imports/imp_done/rejects/split-1.0.9.csv',
    'imports/imp_done/parts/split-1.csv',
    'imports/imp_done/pieces/00001',
    'imports/imp_none/pieces/00001',
    'archive/snapshots/2026-01-01/00001-b.ndjson.gz',
    'archive/snapshots/2026-01-03/00001-a.ndjson.gz',
    'archive/odd',
  ]
  await someFiles(files, orphans, 8)
  const young = orphans.map((name) => `${name}-young`)
  await someFiles(files, young, 6)
  const others = ['health/none', 'pages/a', 'backup/2026']
  await someFiles(files, others, 20)
  const { run, deleted } = someRun(db, {}, files)
  await run()
  expect(deleted()).toEqual({ orphans: { rows: 0, files: orphans.length } })
  expect(namesOf(files)).toEqual([...all, ...young, ...others].sort())
})

test('a file that is stored while the folder is compared keeps its row and itself', async () => {
  const files = inMemoryFiles()
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

test('rows whose file is gone are deleted after their grace, with a warning', async () => {
  const files = inMemoryFiles()
  await someFileTasks(db, files, ['files/b', 'files/d'], 30)
  await someFileTasks(db, null, ['files/a', 'files/c', 'files/e'], 30)
  await someFileTasks(db, null, ['files/c2'], 1)
  const { run, log, deleted } = someRun(db, {}, files)
  await run()
  expect(await columnOf(db, 'file_tasks', 'name')).toEqual(['files/b', 'files/c2', 'files/d'])
  expect(deleted()).toEqual({ orphans: { rows: 3, files: 0 } })
  expect(log.warn).toHaveBeenCalledWith('files.gone', { folder: 'files/', rows: 3, first: 'files/a' })
})

test('a bucket that has no file at all costs no row: it is rather the wrong bucket', async () => {
  await someFileTasks(db, null, ['files/a', 'files/b'], 30)
  await someRun(db).run()
  expect(await columnOf(db, 'file_tasks', 'name')).toEqual(['files/a', 'files/b'])
})

test('a pass over 2,500 files goes on where a killed run stopped, and the next one begins a day later', async () => {
  const files = inMemoryFiles()
  const names = Array.from({ length: 2_500 }, (_, n) => `files/${String(n).padStart(4, '0')}`)
  await someFiles(files, names, 30)
  await someFileTasks(
    db,
    null,
    names.filter((_, n) => n % 2 === 0),
    30,
  )
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
  expect(namesOf(files)).toEqual(names.filter((_, n) => n % 2 === 0))
  expect(await columnOf(db, 'file_tasks', 'name')).toHaveLength(1_250)
  await nextDay()
  await someRun(db, {}, files).run()
  expect(asked.filter((after) => after === '')).toHaveLength(2)
})

test('two concurrent passes delete the same files and no others', async () => {
  const files = inMemoryFiles()
  const names = Array.from({ length: 1_200 }, (_, n) => `files/${String(n).padStart(4, '0')}`)
  await someFiles(files, names, 30)
  await someFileTasks(db, null, names.slice(0, 3), 30)
  await Promise.all([someRun(db, {}, files).run(), someRun(db, {}, files).run()])
  expect(namesOf(files)).toEqual(names.slice(0, 3))
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
