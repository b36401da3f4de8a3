import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ImportHold } from '../../fragments/held-import.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Makes one of the indexes again that an import goes without; after the last its `indexes` are `kept`. Others can read the table meanwhile,
 * and nobody but imports writes it. False when the import is not held.
 */
export async function restoreImportIndex(db: Database, { importId, token, step }: ImportHold): Promise<boolean> {
  const rows = await runStatement<{ held: boolean }>(
    db,
    'restore-import-index',
    sql`select restore_import_index(${importId}, ${token}, ${step}::int) as held`,
  )
  return rows[0]!.held
}
