import { importFiles } from '@edgesweep/core/import/import-files.ts'
import { readRejects } from '@edgesweep/core/import/reject-file.ts'
import { type ImportRunOptions, runImports } from '@edgesweep/core/import/run-imports.ts'
import { bucketSource } from '@edgesweep/core/import/source/bucket-source.ts'
import { fileSource } from '@edgesweep/core/import/source/file-source.ts'
import { stageInStatements } from '@edgesweep/core/import/stage-in-statements.ts'
import type { ImportContext } from '@edgesweep/core/import/take-step.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import type { Database } from '@edgesweep/db/database.ts'
import { createImport } from '@edgesweep/db/queries/import/create.ts'
import { type ImportRow, type ImportTable, importColumns } from '@edgesweep/db/rows/import-row.ts'
import { sql } from 'drizzle-orm'
import { inChunks } from '../../../support/read-all-csv.ts'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { rowsOf } from '../../db/some.ts'

let made = 0

/** An import of `csv` and its workers: from the host's own file with `local`, otherwise from the bucket. */
export async function someImport(
  db: Database,
  csv: string,
  {
    table = 'advertisers',
    local = true,
    keyId = 'key_1',
  }: { table?: ImportTable; local?: boolean; keyId?: string } = {},
) {
  const files = inMemoryFiles()
  const settings = settingsFrom({})
  const id = `imp_${String(++made).padStart(4, '0')}`
  await files.put(importFiles.piece(id, 1), csv, 'text/csv')
  const common = {
    keyId,
    filename: 'some.csv',
    status: 'splitting' as const,
    compression: null,
    encoding: null,
  }
  await createImport(db, { id, table, isLocal: local, bytes: csv.length, ...common })
  const source = local ? fileSource(settings, () => inChunks(csv), 1) : bucketSource({ files, settings })
  const contextOf = (through: Database): ImportContext => ({
    db: through,
    files,
    source,
    clock: { now: Date.now, sleep: async () => {} },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    stage: stageInStatements(through),
  })
  const ctx = contextOf(db)
  return {
    id,
    files,
    ctx,
    contextOf,
    run: (options: Partial<ImportRunOptions> = {}, through = ctx) =>
      runImports(through, {
        instance: 'test-1',
        budgetMs: 60_000,
        importId: id,
        rangeRows: 2_000,
        rowsWithoutIndexes: 1_000,
        ...options,
      }),
    row: () => importRow(db, id),
    rejects: async () => {
      const chunks = await Array.fromAsync(readRejects({ files }, await importRow(db, id)))
      return Buffer.concat(chunks).toString().trim().split('\n').slice(1)
    },
    /** Expires the lease, as if its holder had died a while ago. */
    expire: () =>
      db.execute(sql`update imports set lease_expires_at = now(), next_attempt_at = now() where id = ${id}`),
  }
}

async function importRow(db: Database, id: string): Promise<ImportRow> {
  const { rows } = await db.execute(sql`select ${importColumns} from imports i where i.id = ${id}`)
  return rows[0] as unknown as ImportRow
}

/** The totals of an import's counts. The first two must be equal. */
export const countsOf = ({ rowsRead, inserted, updated, unchanged, rejected, duplicates }: ImportRow) => ({
  read: rowsRead,
  accounted: inserted + updated + unchanged + rejected,
  inserted,
  updated,
  unchanged,
  rejected,
  duplicates,
})

/** The stored advertisers, by id. */
export const advertisersOf = (db: Database) => rowsOf(db, 'advertisers', 'advertiser_id')

/** Objects that an import must not leave behind. */
export async function leftovers(db: Database): Promise<Record<string, unknown>> {
  const { rows } = await db.execute(sql`
    select (select count(*)::int from staged_advertisers) as staged, (select count(*)::int from sorted_advertisers) as sorted,
      (select count(*)::int from import_markers) as markers,
      (select count(*)::int from pg_indexes where tablename = 'advertisers') as indexes`)
  return rows[0] as Record<string, unknown>
}

/** The table before an import. */
export const emptyTables = (db: Database) =>
  db.execute(sql`truncate advertisers, imports, import_markers, staged_advertisers, sorted_advertisers`)

/** Advertisers as CSV, not ordered by key. `nameOf` gives the name of each row. */
export function advertisersCsv(rows: number, nameOf: (n: number) => string = (n) => `Company No ${n}`): string {
  let csv = 'advertiser_id,advertiser_name,country\n'
  for (let n = 0; n < rows; n++) csv += `AR${(n * 7_919) % 100_003},"${nameOf(n)}",${n % 5 === 0 ? '' : 'DE'}\n`
  return csv
}
