import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ImportHold } from '../../fragments/held-import.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Sorts the staged rows by key and marks superseded rows. Returns false and changes nothing when the import is not held or its staged rows
 * are lost. Takes about one second for a million rows and locks no shared table.
 */
export async function sortStagedRows(db: Database, { importId, token, step }: ImportHold): Promise<boolean> {
  const rows = await runStatement<{ held: boolean }>(
    db,
    'sort-staged-rows',
    sql`select sort_staged_rows(${importId}, ${token}, ${step}::int) as held`,
  )
  return rows[0]!.held
}
