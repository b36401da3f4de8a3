import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ImportRow, importColumns } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

interface ImportsPage {
  keyId: string
  /** The id of the last import of the page before. */
  before: string | null
  limit: number
}

/** A caller's imports, newest first. */
export function listImports(db: Database, { keyId, before, limit }: ImportsPage): Promise<ImportRow[]> {
  return runStatement<ImportRow>(
    db,
    'list-imports',
    sql`
      select ${importColumns}
      from imports i
      where i.key_id = ${keyId} and (${before}::text is null or i.id < ${before}::text)
      order by i.id desc
      limit ${limit}::int`,
  )
}
