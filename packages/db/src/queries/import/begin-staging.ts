import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ImportHold } from '../../fragments/held-import.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Empties the staging table and starts staging an import from its first row: at its start, and after its staged rows were lost. Returns
 * false and changes nothing when the import is not held.
 *
 * @throws {StatementError} SQLSTATE 23505 while another import stages or merges rows of the same table
 */
export async function beginImportStaging(db: Database, { importId, token, step }: ImportHold): Promise<boolean> {
  const rows = await runStatement<{ held: boolean }>(
    db,
    'begin-import-staging',
    sql`select begin_import_staging(${importId}, ${token}, ${step}::int) as held`,
  )
  return rows[0]!.held
}
