import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** Deletes the rows of pages that were read at `until` (ISO 8601) or before; their files are already deleted. Returns the number of rows. */
export async function deleteOldPages(db: Database, { until }: { until: string }): Promise<number> {
  const rows = await runStatement<{ deleted: number }>(
    db,
    'delete-old-pages',
    sql`
      with gone as (delete from outlet_pages where observed_at <= ${until}::timestamptz returning place)
      select count(*)::int as deleted from gone`,
  )
  return rows[0]!.deleted
}
