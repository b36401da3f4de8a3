import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

export interface DeliveryCounts {
  /** Deliveries before their first attempt, and deliveries to retry; together at most `mostCounted`. */
  pending: number
  failed: number
  /** Ended deliveries of the last hour; together at most `mostCounted`. */
  delivered: number
  dead: number
  /** Seconds since the longest due delivery became due; null when none is due. */
  oldestDueSeconds: number | null
}

const mostCounted = 10_000

/** Counts waiting deliveries and the newest ended ones. It reads only along indexes. */
export async function countDeliveries(db: Database): Promise<DeliveryCounts> {
  const rows = await runStatement<DeliveryCounts>(
    db,
    'count-deliveries',
    sql`
      with open as materialized (
        select status, next_attempt_at from deliveries
        where status in ('pending', 'failed') order by next_attempt_at limit ${mostCounted}::int
      ),
      done as materialized (
        select status from deliveries
        where status in ('delivered', 'dead') and created_at > now() - interval '1 hour'
        order by created_at desc limit ${mostCounted}::int
      )
      select (count(*) filter (where status = 'pending'))::int as pending, (count(*) filter (where status = 'failed'))::int as failed,
        (select count(*) from done where status = 'delivered')::int as delivered,
        (select count(*) from done where status = 'dead')::int as dead,
        extract(epoch from now() - min(next_attempt_at) filter (where next_attempt_at <= now()))::float8 as "oldestDueSeconds"
      from open`,
  )
  return rows[0]!
}
