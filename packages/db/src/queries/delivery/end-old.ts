import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { isFree } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Ends up to `limit` deliveries that are still open `days` days after their creation, because their receiver has rested for most of that time.
 * Returns their number.
 */
export async function endOldDeliveries(
  db: Database,
  { days, limit }: { days: number; limit: number },
): Promise<number> {
  const rows = await runStatement<{ ended: number }>(
    db,
    'end-old-deliveries',
    sql`
      with old as (
        select id from deliveries
        where status in ('pending', 'failed') and created_at < now() - make_interval(days => ${days}::int)
          and ${isFree('lease_expires_at')}
        order by created_at limit ${limit}::int for update skip locked
      ),
      ended as (update deliveries d set status = 'dead' from old where d.id = old.id returning d.id)
      select count(*)::int as ended from ended`,
  )
  return rows[0]!.ended
}
