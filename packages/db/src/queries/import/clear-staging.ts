import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ImportHold } from '../../fragments/held-import.ts'
import { runStatement } from '../../run-statement.ts'

/** Frees the space of an import's staged rows, right before `finishImport`. Returns false and changes nothing when the import is not held. */
export async function clearImportStaging(db: Database, { importId, token, step }: ImportHold): Promise<boolean> {
  const rows = await runStatement<{ held: boolean }>(
    db,
    'clear-import-staging',
    sql`select clear_import_staging(${importId}, ${token}, ${step}::int) as held`,
  )
  return rows[0]!.held
}
