import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Deletes up to `limit` rows about receivers that have not changed for `days` days. Such a receiver counts as new at its next delivery. Returns the
 * number of rows.
 */
export async function deleteOldReceivers(
  db: Database,
  { days, limit }: { days: number; limit: number },
): Promise<number> {
  const rows = await runStatement<{ deleted: number }>(
    db,
    'delete-old-receivers',
    sql`
      with old as (
        select receiver from webhook_receivers where changed_at < now() - make_interval(days => ${days}::int)
        limit ${limit}::int for update skip locked
      ),
      gone as (delete from webhook_receivers r using old where r.receiver = old.receiver returning r.receiver)
      select count(*)::int as deleted from gone`,
  )
  return rows[0]!.deleted
}
