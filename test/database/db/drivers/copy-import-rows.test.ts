import { connectCopy } from '@edgesweep/db/drivers/copy-import-rows.ts'
import type { StagedRow } from '@edgesweep/db/fragments/staged-batch.ts'
import { beginImportStaging } from '@edgesweep/db/queries/import/begin-staging.ts'
import { claimImport } from '@edgesweep/db/queries/import/claim.ts'
import { createImport } from '@edgesweep/db/queries/import/create.ts'
import { readHeldImport } from '@edgesweep/db/queries/import/read-held.ts'
import { stageImportRows } from '@edgesweep/db/queries/import/stage-rows.ts'
import { sql } from 'drizzle-orm'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../open-database.ts'
import { rowsOf } from '../some.ts'

const { db, pooledUrl } = await openDatabase()
const copy = connectCopy(pooledUrl)
afterAll(copy.close)

const importId = 'imp_1'
const hold = { importId, token: 't', step: 1, leaseSeconds: 60 }

beforeEach(async () => {
  await db.execute(sql`truncate imports, import_markers, staged_advertisers`)
  const file = { filename: 'a.csv', isLocal: true, bytes: 1, compression: null, encoding: null }
  await createImport(db, { id: importId, keyId: null, table: 'advertisers', status: 'splitting', ...file })
  await claimImport(db, { instance: 'host-1', token: 't', leaseSeconds: 60, maxAttempts: 5, importId })
  await beginImportStaging(db, { ...hold, step: 0 })
})

const odd = ['\\N', '\\.', 'tab\there', 'line\nend\r\n', 'back\\slash\\', '"q", \'q\'', 'ünï 😀', '\\x41', '$1', ' ']
const rows: StagedRow[] = odd.map((text, at) => ({
  line: at + 2,
  cells: [`AR${at}`, text, text, at % 2 ? null : text],
}))
const counts = { rowsStaged: rows.length, rowsRead: rows.length, rejected: 0, rejectFile: null }
const end = async () => ({ ...counts, position: { offset: 9 }, readShare: 1, last: true })

async function* inPieces(all: readonly StagedRow[]) {
  for (const row of all) yield [row]
}

const staged = () => rowsOf(db, 'staged_advertisers', 'line')

test('COPY stages text with special characters exactly as a statement does', async () => {
  await stageImportRows(db, hold, 'advertisers', rows, await end())
  const byStatement = await staged()
  await db.execute(sql`truncate staged_advertisers`)
  await db.execute(sql`update imports set steps = 1, is_staged = false, rows_staged = 0, rows_read = 0`)
  expect(await copy.stage(hold, 'advertisers', inPieces(rows), end)).toMatchObject({
    rowsStaged: rows.length,
    position: { offset: 9 },
    isStaged: true,
    step: 2,
  })
  expect(await staged()).toEqual(byStatement)
  expect(byStatement.map((row) => row.advertiser_name)).toEqual(odd)
})

test('COPY stages nothing for another token, for a repeated step, or after the staged rows are lost', async () => {
  expect(await copy.stage({ ...hold, token: 'other' }, 'advertisers', inPieces(rows), end)).toBeNull()
  expect(await copy.stage({ ...hold, step: 0 }, 'advertisers', inPieces(rows), end)).toBeNull()
  await db.execute(sql`truncate import_markers`)
  expect(await copy.stage(hold, 'advertisers', inPieces(rows), end)).toBeNull()
  expect(await staged()).toEqual([])
})

test('COPY stages no row of a batch when reading the file fails or the table refuses a row', async () => {
  async function* broken() {
    yield rows
    throw new Error('The disk failed')
  }
  await expect(copy.stage(hold, 'advertisers', broken(), end)).rejects.toThrow('The disk failed')
  const nameless = [...rows, { line: 99, cells: ['AR99', null, '', ''] }]
  await expect(copy.stage(hold, 'advertisers', inPieces(nameless), end)).rejects.toThrow(/advertiser_name/)
  expect(await staged()).toEqual([])
  expect(await readHeldImport(db, { importId, token: 't' })).toMatchObject({ step: 1, rowsStaged: 0, position: null })
  expect(await copy.stage(hold, 'advertisers', inPieces(rows), end)).toMatchObject({ step: 2 })
})

test('a worker that stops during COPY does not block the worker that now holds its import', async () => {
  const stopped = Promise.withResolvers<void>()
  async function* stopping() {
    yield rows
    await stopped.promise
  }
  const late = copy.stage(hold, 'advertisers', stopping(), end).catch((error: Error) => error)
  await db.execute(sql`update imports set lease_token = 'other'`)
  await expect
    .poll(
      async () =>
        (await db.execute(sql`select count(*)::int as n from pg_locks where relation = 'staged_advertisers'::regclass`))
          .rows,
    )
    .toEqual([{ n: 1 }])
  expect(await beginImportStaging(db, { ...hold, token: 'other' })).toBe(true)
  stopped.resolve()
  expect(await late).toBeInstanceOf(Error)
  expect(await staged()).toEqual([])
})
