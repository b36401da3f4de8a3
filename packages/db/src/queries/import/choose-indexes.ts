import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ImportHold } from '../../fragments/held-import.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Drops the secondary indexes of the import's table if the table is empty and the import has at least `leastRows` rows;
 * `restoreImportIndex` creates them again. If readers lock the table for 200 ms, the indexes stay. False when the import is not held.
 */
export async function chooseImportIndexes(db: Database, hold: ImportHold, leastRows: number): Promise<boolean> {
  const rows = await runStatement<{ held: boolean }>(
    db,
    'choose-import-indexes',
    sql`
      select choose_import_indexes(${hold.importId}, ${hold.token}, ${hold.step}::int, ${leastRows}::bigint) as held`,
  )
  return rows[0]!.held
}
