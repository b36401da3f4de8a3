import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { afterSeconds } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Plans a wake-up for the next delivery that becomes due within `withinSeconds`. Returns the seconds until then; null when none is due by then, or an
 * earlier wake-up is planned. The caller must send the wake-up.
 */
export async function planDeliveryWake(
  db: Database,
  { withinSeconds }: { withinSeconds: number },
): Promise<number | null> {
  const rows = await runStatement<{ seconds: number }>(
    db,
    'plan-delivery-wake',
    sql`
      with next as (
        select least(
          (select min(next_attempt_at) from deliveries where status in ('pending', 'failed') and next_attempt_at > now()),
          (select min(rests_until) from webhook_receivers where rests_until > now())
        ) as at
      )
      insert into planned_wakes as w (name, wakes_at)
      select 'deliveries', at from next where at <= ${afterSeconds(withinSeconds)}
      on conflict (name) do update set wakes_at = excluded.wakes_at
        where w.wakes_at <= now() or w.wakes_at > excluded.wakes_at
      returning extract(epoch from wakes_at - now())::float8 as seconds`,
  )
  return rows[0]?.seconds ?? null
}
