import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ImportHold } from '../../fragments/held-import.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Sorts the staged rows by key and marks the rows that count. False, and nothing changed, when the import is not held or its staged rows
 * are lost. Takes about a second for a million rows, and locks nothing that others use.
 */
export async function sortStagedRows(db: Database, { importId, token, step }: ImportHold): Promise<boolean> {
  const rows = await runStatement<{ held: boolean }>(
    db,
    'sort-staged-rows',
    sql`select sort_staged_rows(${importId}, ${token}, ${step}::int) as held`,
  )
  return rows[0]!.held
}
