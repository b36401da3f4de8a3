import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { afterSeconds, endLease } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'

interface DeliveryAttempt {
  deliveryId: string
  /** The token that the delivery was claimed with. */
  token: string
  durationMs: number
  /** HTTP status; null when there was no answer. */
  statusCode: number | null
  /** Message for people; null when delivered. */
  error: string | null
  /** `failed` is retried after `retryAfterSeconds`; `dead` is not. */
  outcome: 'delivered' | 'failed' | 'dead'
  retryAfterSeconds?: number
}

/**
 * Logs a claimed attempt and ends its lease. Returns false and changes nothing when another worker has claimed the delivery, or the
 * attempt is already recorded.
 */
export async function recordDeliveryAttempt(db: Database, attempt: DeliveryAttempt): Promise<boolean> {
  const { deliveryId, token, durationMs, statusCode, error, outcome, retryAfterSeconds = 0 } = attempt
  const rows = await runStatement(
    db,
    'record-delivery-attempt',
    sql`
      with ended as (
        update deliveries
        set status = ${outcome}, ${endLease},
          delivered_at = case when ${outcome}::text = 'delivered' then now() end,
          next_attempt_at = case
            when ${outcome}::text = 'failed' then ${afterSeconds(retryAfterSeconds)}
            else next_attempt_at
          end
        where id = ${deliveryId} and lease_token = ${token}
        returning id, attempts
      )
      insert into delivery_attempts (delivery_id, attempt, started_at, duration_ms, status_code, error)
      select id, attempts, now() - make_interval(secs => ${durationMs}::float8 / 1000), round(${durationMs}::float8)::int,
        ${statusCode}::int, ${error}::text
      from ended
      returning attempt`,
  )
  return rows.length === 1
}
