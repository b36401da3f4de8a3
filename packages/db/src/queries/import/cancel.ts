import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ImportRow, importColumns } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Cancels a caller's import. An import that waits for its file ends at once. A running import ends with its next step, because its worker
 * must restore staging tables and indexes; merged rows stay. Null when the caller has no such import, or it has ended.
 */
export async function cancelImport(
  db: Database,
  { importId, keyId }: { importId: string; keyId: string },
): Promise<ImportRow | null> {
  const rows = await runStatement<ImportRow>(
    db,
    'cancel-import',
    sql`
      update imports i
      set status = case when i.status = 'uploading' then 'cancelled' else i.status end,
        ended_at = case when i.status = 'uploading' then now() end,
        ending = coalesce(i.ending, 'cancelled'), next_attempt_at = now()
      where i.id = ${importId} and i.key_id = ${keyId} and i.status in ('uploading', 'splitting', 'staging', 'merging')
      returning ${importColumns}`,
  )
  return rows[0] ?? null
}
