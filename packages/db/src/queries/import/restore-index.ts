import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ImportHold } from '../../fragments/held-import.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Creates one of the dropped indexes again; after the last one, `indexes` is `kept`. Readers of the table do not wait, and only imports
 * write it. False when the import is not held.
 */
export async function restoreImportIndex(db: Database, { importId, token, step }: ImportHold): Promise<boolean> {
  const rows = await runStatement<{ held: boolean }>(
    db,
    'restore-import-index',
    sql`select restore_import_index(${importId}, ${token}, ${step}::int) as held`,
  )
  return rows[0]!.held
}
