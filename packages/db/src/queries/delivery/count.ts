import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** Deliveries at a glance. */
export interface DeliveryCounts {
  /** Those not yet tried, and those to be tried again: up to `mostCounted` of both. */
  pending: number
  failed: number
  /** Those that have ended so, of the ones made within the last hour: up to `mostCounted`. */
  delivered: number
  dead: number
  /** For how many seconds the one that has been due longest has been; null when none is. */
  oldestDueSeconds: number | null
}

const mostCounted = 10_000

/** How many deliveries wait, and what has come of the newest. Reads no more than indexes lead it to. */
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
