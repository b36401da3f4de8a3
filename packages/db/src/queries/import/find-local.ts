import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ImportRow, type ImportTable, importColumns } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

/** The import of a host's own file that has begun and not ended; null when there is none. `filename` names host and file. */
export async function findLocalImport(
  db: Database,
  { table, filename, bytes }: { table: ImportTable; filename: string; bytes: number },
): Promise<ImportRow | null> {
  const rows = await runStatement<ImportRow>(
    db,
    'find-local-import',
    sql`
      select ${importColumns}
      from imports i
      where i.is_local and i.target = ${table} and i.filename = ${filename} and i.bytes = ${bytes}::bigint and i.ended_at is null
      order by i.created_at desc
      limit 1`,
  )
  return rows[0] ?? null
}
