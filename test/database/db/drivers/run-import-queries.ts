import type { Database } from '@edgesweep/db/database.ts'
import type { ImportHold } from '@edgesweep/db/fragments/held-import.ts'
import type { ImportBlocks } from '@edgesweep/db/fragments/import-range.ts'
import { listAdvertisers } from '@edgesweep/db/queries/advertiser/list.ts'
import { beginImportStaging } from '@edgesweep/db/queries/import/begin-staging.ts'
import { cancelImport } from '@edgesweep/db/queries/import/cancel.ts'
import { chooseImportIndexes } from '@edgesweep/db/queries/import/choose-indexes.ts'
import { claimImport } from '@edgesweep/db/queries/import/claim.ts'
import { clearImportStaging } from '@edgesweep/db/queries/import/clear-staging.ts'
import { createImport } from '@edgesweep/db/queries/import/create.ts'
import { endOldUploads } from '@edgesweep/db/queries/import/end-old-uploads.ts'
import { failImport } from '@edgesweep/db/queries/import/fail.ts'
import { findLocalImport } from '@edgesweep/db/queries/import/find-local.ts'
import { finishImport } from '@edgesweep/db/queries/import/finish.ts'
import { insertAdvertiserRange } from '@edgesweep/db/queries/import/insert-advertiser-range.ts'
import { listImports } from '@edgesweep/db/queries/import/list.ts'
import { mergeAdvertiserRange } from '@edgesweep/db/queries/import/merge-advertiser-range.ts'
import { mergeOutletRange } from '@edgesweep/db/queries/import/merge-outlet-range.ts'
import { readImport } from '@edgesweep/db/queries/import/read.ts'
import { readHeldImport } from '@edgesweep/db/queries/import/read-held.ts'
import { readImportRange } from '@edgesweep/db/queries/import/read-range.ts'
import { recordSplit } from '@edgesweep/db/queries/import/record-split.ts'
import { restoreImportIndex } from '@edgesweep/db/queries/import/restore-index.ts'
import { returnImport } from '@edgesweep/db/queries/import/return.ts'
import { sortStagedRows } from '@edgesweep/db/queries/import/sort-staged.ts'
import { stageImportRows } from '@edgesweep/db/queries/import/stage-rows.ts'
import { startImport } from '@edgesweep/db/queries/import/start.ts'
import type { ImportTable } from '@edgesweep/db/rows/import-row.ts'

const rows = {
  advertisers: [
    ['AR2', "it's\tç\n\\", 'it s ç', ''],
    ['AR1', 'One', 'one', 'DE'],
    ['AR2', 'Two', 'two', null],
  ],
  outlets: [['demo-town', 'https://z.example/ç', 'Z', '{"a": "ç"}', 'UTC', '60', 'false']],
}
const claim = { instance: 'host-1', token: 't', leaseSeconds: 60, maxAttempts: 5 }
const blocks: ImportBlocks = { fromBlock: 0, toBlock: 1 }

/** Runs every query of imports, in the order of an import's steps, with one import into each table. Returns the answers. */
export async function runImportQueries(db: Database): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {}
  answers.endOldUploads = await endOldUploads(db, { hours: 24, limit: 10 })
  const ends = { read: [] as unknown[], merged: [] as unknown[] }
  for (const table of ['advertisers', 'outlets'] as const) {
    const importId = `imp_${table}`
    const file = { filename: 'ç.csv', isLocal: false, bytes: null, compression: null, encoding: 'windows-1252' }
    answers.createImport = await createImport(db, { id: importId, keyId: 'key_1', table, status: 'uploading', ...file })
    answers.startImport = await startImport(db, { importId, bytes: Number.MAX_SAFE_INTEGER })
    answers.claimImport = await claimImport(db, claim)
    let step = 0
    const hold = (): ImportHold => ({ importId, token: 't', step: step++, leaseSeconds: 60 })
    const split = { partFile: 'a', rowsRead: 4, rejected: 1, rejectFile: 'split-a', position: { offset: 1 } }
    answers.recordSplit = await recordSplit(db, hold(), { ...split, readShare: 0.5, last: true })
    answers.beginImportStaging = await beginImportStaging(db, hold())
    answers.stageImportRows = await stage(db, hold(), table)
    answers.sortStagedRows = await sortStagedRows(db, hold())
    answers.chooseImportIndexes = await chooseImportIndexes(db, hold(), 1)
    answers.readHeldImport = await readHeldImport(db, { importId, token: 't' })
    const { superseded, ...range } = await readImportRange(db, { table, blocks })
    ends.read.push({ ...range, superseded })
    const merge = table === 'outlets' ? mergeOutletRange : insertAdvertiserRange
    answers[merge.name] = await merge(db, hold(), { ...range, rejectFile: 'superseded-a' })
    if (table === 'advertisers') answers.restoreImportIndex = await restoreEvery(db, hold)
    answers.clearImportStaging = await clearImportStaging(db, { ...hold(), step: --step })
    answers.finishImport = await finishImport(db, hold())
  }
  answers.readImportRange = ends.read
  answers.mergeAdvertiserRange = await mergeNothing(db)
  const local = { id: 'imp_local', keyId: null, table: 'outlets', filename: 'c.csv', status: 'splitting' } as const
  await createImport(db, { ...local, isLocal: true, bytes: 9, compression: null, encoding: null })
  answers.findLocalImport = await findLocalImport(db, { ...local, bytes: 9 })
  answers.cancelImport = await cancelImport(db, { importId: 'imp_b', keyId: 'key_1' })
  answers.failImport = await failImport(db, { importId: 'imp_b', token: 't', step: 0, leaseSeconds: 60 }, 'ç')
  answers.returnImport = await returnImport(db, { importId: 'imp_b', token: 't', afterSeconds: 1.5, error: 'ç' })
  answers.readImport = await readImport(db, { importId: 'imp_b', keyId: 'key_1' })
  answers.listImports = await listImports(db, { keyId: 'key_1', before: null, limit: 10 })
  answers.listAdvertisers = await listAdvertisers(db, { after: null, limit: 10 })
  return answers
}

function stage(db: Database, hold: ImportHold, table: ImportTable) {
  const staged = rows[table].map((cells, at) => ({ line: at + 2, cells }))
  const counts = { rowsStaged: staged.length, rowsRead: 0, rejected: 0, rejectFile: null }
  return stageImportRows(db, hold, table, staged, { ...counts, position: { part: 0 }, readShare: 1, last: true })
}

async function restoreEvery(db: Database, hold: () => ImportHold) {
  const restored: boolean[] = []
  for (let index = 0; index < 3; index++) restored.push(await restoreImportIndex(db, hold()))
  return restored
}

/** Merges a range of an import that the token does not hold. */
async function mergeNothing(db: Database) {
  const file = { filename: 'b.csv', isLocal: false, bytes: 1, compression: null, encoding: null }
  await createImport(db, { id: 'imp_b', keyId: 'key_1', table: 'advertisers', status: 'splitting', ...file })
  await claimImport(db, claim)
  const keys = { lowKey: 'AR1', nextKey: null, nextLine: null }
  const range = { ...blocks, rows: 0, duplicates: 0, ...keys, rejectFile: null }
  return mergeAdvertiserRange(db, { importId: 'imp_b', token: 'other', step: 0, leaseSeconds: 60 }, range)
}
