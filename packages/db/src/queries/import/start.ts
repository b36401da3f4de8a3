import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ImportRow, importColumns } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

/** Makes an import due whose file has come, of so many bytes. Null when it is unknown or was not `uploading`. */
export async function startImport(
  db: Database,
  started: { importId: string; bytes: number },
): Promise<ImportRow | null> {
  const rows = await runStatement<ImportRow>(
    db,
    'start-import',
    sql`
      update imports i
      set status = 'splitting', bytes = ${started.bytes}::bigint, next_attempt_at = now()
      where i.id = ${started.importId} and i.status = 'uploading'
      returning ${importColumns}`,
  )
  return rows[0] ?? null
}
