import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ImportRow, importColumns } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

/** One of a caller's imports, or of nobody's; null when there is none, or it is another's. */
export async function readImport(
  db: Database,
  { importId, keyId }: { importId: string; keyId: string | null },
): Promise<ImportRow | null> {
  const rows = await runStatement<ImportRow>(
    db,
    'read-import',
    sql`select ${importColumns} from imports i where i.id = ${importId} and i.key_id is not distinct from ${keyId}::text`,
  )
  return rows[0] ?? null
}
