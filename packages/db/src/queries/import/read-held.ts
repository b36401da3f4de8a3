import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ImportRow, importColumns } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

/** A claimed import as it stands; null when the token no longer holds it. */
export async function readHeldImport(
  db: Database,
  { importId, token }: { importId: string; token: string },
): Promise<ImportRow | null> {
  const rows = await runStatement<ImportRow>(
    db,
    'read-held-import',
    sql`select ${importColumns} from imports i where i.id = ${importId} and i.lease_token = ${token}`,
  )
  return rows[0] ?? null
}
