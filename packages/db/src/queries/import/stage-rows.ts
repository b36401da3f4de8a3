import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ImportHold } from '../../fragments/held-import.ts'
import { type BatchEnd, type StagedRow, stagedColumns, stageStatement } from '../../fragments/staged-batch.ts'
import type { ImportRow, ImportTable } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Stages up to about ten thousand rows of an import and moves its checkpoint, in one statement. Returns null and changes nothing when the
 * import is not held or its staged rows are lost.
 */
export async function stageImportRows(
  db: Database,
  hold: ImportHold,
  table: ImportTable,
  rows: readonly StagedRow[],
  batch: BatchEnd,
): Promise<ImportRow | null> {
  const staged = await runStatement<ImportRow>(
    db,
    'stage-import-rows',
    stageStatement(hold, batch, insertInto(table, rows)),
  )
  return staged[0] ?? null
}

function insertInto(table: ImportTable, rows: readonly StagedRow[]): SQL {
  const columns = stagedColumns[table]
  const names = sql.raw(['line', ...columns].join(', '))
  const cells = sql.raw(columns.map((_, at) => `nullif(r.cells ->> ${at + 1}, '')`).join(', '))
  // The rows need no cleaning: the reader rejects NUL characters, and a decoder produces no surrogate halves.
  const all = JSON.stringify(rows.map(({ line, cells }) => [line, ...cells]))
  return sql`
    insert into ${sql.identifier(`staged_${table}`)} (${names})
    select (r.cells ->> 0)::bigint, ${cells}
    from held, jsonb_array_elements(${all}::jsonb) as r (cells)`
}
