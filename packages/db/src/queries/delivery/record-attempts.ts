import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { endLease } from '../../fragments/lease.ts'
import { type LineVerdict, noteVerdicts, verdictFields } from '../../fragments/lines.ts'
import { receivers } from '../../fragments/receivers.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

export interface DeliveryAttempt {
  deliveryId: string
  durationMs: number
  /** HTTP status; null when there was no answer. */
  statusCode: number | null
  /** Message for people; null when delivered. */
  error: string | null
  /** `failed` is retried, `dead` is not. `postponed`: nothing was sent, so this is not an attempt. */
  outcome: 'delivered' | 'failed' | 'dead' | 'postponed'
  /** Of `failed` and `postponed`. */
  retryAfterSeconds?: number
  /** What the attempt tells about the receiver; null when it tells nothing. */
  receiver: LineVerdict | null
}

/**
 * Logs attempts at deliveries that were claimed with `token`, and ends their leases. Returns the deliveries' ids. Changes nothing about a delivery that
 * another worker has claimed, or whose attempt is already recorded.
 */
export async function recordDeliveryAttempts(
  db: Database,
  token: string,
  attempts: DeliveryAttempt[],
): Promise<string[]> {
  const rows = await runStatement<{ id: string }>(
    db,
    'record-delivery-attempts',
    sql`
      with made as materialized (
        select * from jsonb_to_recordset(${storableJson(attempts)}::jsonb) as a (
          "deliveryId" text, "durationMs" float8, "statusCode" int, error text, outcome text, "retryAfterSeconds" float8, receiver jsonb
        )
      ),
      ended as (
        update deliveries d
        set status = case when m.outcome = 'postponed' then d.status else m.outcome end,
          attempts = d.attempts + case when m.outcome = 'postponed' then 0 else 1 end, ${endLease},
          outage = case when m.outcome = 'postponed' then m.error end,
          delivered_at = case when m.outcome = 'delivered' then now() end,
          next_attempt_at = case
            when m.outcome in ('failed', 'postponed') then now() + make_interval(secs => coalesce(m."retryAfterSeconds", 0))
            else d.next_attempt_at
          end
        from made m
        where d.id = m."deliveryId" and d.lease_token = ${token}
        returning d.id, d.attempts, m."durationMs", m."statusCode", m.error, m.outcome, m.receiver
      ),
      judged as (
        ${noteVerdicts(receivers, sql`ended cross join jsonb_to_record(ended.receiver) as s ${verdictFields}`)}
      ),
      logged as (
        insert into delivery_attempts (delivery_id, attempt, started_at, duration_ms, status_code, error)
        select id, attempts, now() - make_interval(secs => "durationMs" / 1000), round("durationMs")::int, "statusCode", error
        from ended where outcome <> 'postponed'
      )
      select id from ended`,
  )
  return rows.map(({ id }) => id)
}
