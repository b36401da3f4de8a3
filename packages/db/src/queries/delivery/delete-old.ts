import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Deletes up to `limit` ended deliveries that were created more than `days` days ago, oldest first, and their attempts. Returns the number
 * of deleted deliveries.
 */
export async function deleteOldDeliveries(
  db: Database,
  { days, limit }: { days: number; limit: number },
): Promise<number> {
  const rows = await runStatement<{ deleted: number }>(
    db,
    'delete-old-deliveries',
    sql`
      with old as (
        select id from deliveries
        where status in ('delivered', 'dead') and created_at < now() - make_interval(days => ${days}::int)
        order by created_at limit ${limit}::int for update skip locked
      ),
      gone as (delete from deliveries d using old where d.id = old.id returning d.id)
      select count(*)::int as deleted from gone`,
  )
  return rows[0]!.deleted
}
