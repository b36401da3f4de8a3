import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { heldImport, type ImportHold } from '../../fragments/held-import.ts'
import { type ImportRow, importColumns } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

/** Marks an import as failing; `finishImport` ends it. Returns null and changes nothing when the import is not held. */
export async function failImport(db: Database, hold: ImportHold, error: string): Promise<ImportRow | null> {
  const rows = await runStatement<ImportRow>(
    db,
    'fail-import',
    sql`
      with ${heldImport(hold)}
      update imports i
      set ending = coalesce(i.ending, 'failed'), error = ${error}, steps = i.steps + 1
      from held
      where i.id = held.id
      returning ${importColumns}`,
  )
  return rows[0] ?? null
}
