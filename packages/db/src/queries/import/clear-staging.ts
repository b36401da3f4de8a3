import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ImportHold } from '../../fragments/held-import.ts'
import { runStatement } from '../../run-statement.ts'

/** Gives back the space of what an import has staged, right before `finishImport`. False, and nothing changed, when it is not held. */
export async function clearImportStaging(db: Database, { importId, token, step }: ImportHold): Promise<boolean> {
  const rows = await runStatement<{ held: boolean }>(
    db,
    'clear-import-staging',
    sql`select clear_import_staging(${importId}, ${token}, ${step}::int) as held`,
  )
  return rows[0]!.held
}
