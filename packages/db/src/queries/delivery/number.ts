import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** Limit of tries, because another call may number deliveries of the same endpoint in between. */
const MAX_TURNS = 20

/**
 * Numbers up to `limit` deliveries to endpoints in the order of writing. Of two events about one outlet, the later has the greater number.
 * Each endpoint counts from 1 without gaps.
 *
 * @throws {StatementError}
 */
export async function numberDeliveries(db: Database, { limit }: { limit: number }): Promise<void> {
  for (let turn = 1; turn <= MAX_TURNS; turn++) if (!(await numberOnce(db, limit))) return
}

/** True when another call numbered the same endpoints, and some deliveries are still without a number. */
async function numberOnce(db: Database, limit: number): Promise<boolean> {
  // A statement that waits for an endpoint's lock still sees the deliveries from before the wait. So it numbers only deliveries to
  // endpoints whose count did not change in the meantime.
  const rows = await runStatement<{ overtaken: boolean }>(
    db,
    'number-deliveries',
    sql`
      with waiting as materialized (
        select id, endpoint_id, position
        from deliveries
        where sequence is null and endpoint_id is not null
        order by position
        limit ${limit}::int
      ),
      seen as materialized (
        select id, last_sequence from webhook_endpoints where id in (select endpoint_id from waiting)
      ),
      locked as materialized (
        select e.id, e.last_sequence
        from webhook_endpoints e
        where e.id in (select id from seen)
        order by e.id
        for no key update
      ),
      numbered as materialized (
        select w.id, w.endpoint_id, l.last_sequence + row_number() over (partition by w.endpoint_id order by w.position) as sequence
        from waiting w
        join locked l on l.id = w.endpoint_id
        join seen s on s.id = l.id and s.last_sequence = l.last_sequence
      ),
      written as (update deliveries d set sequence = n.sequence from numbered n where d.id = n.id),
      counted as (
        update webhook_endpoints e
        set last_sequence = n.last
        from (select endpoint_id, max(sequence) as last from numbered group by endpoint_id) n
        where e.id = n.endpoint_id
      )
      select (select count(*) from numbered) < (select count(*) from waiting) as overtaken`,
  )
  return rows[0]!.overtaken
}
