import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

interface DeliveryAttempt {
  deliveryId: string
  /** The token that the delivery was claimed with. */
  token: string
  durationMs: number
  /** HTTP status; null when there was no answer. */
  statusCode: number | null
  /** What went wrong, in words; null when delivered. */
  error: string | null
  /** `failed` is tried again after `retryAfterSeconds`; `dead` is not. */
  outcome: 'delivered' | 'failed' | 'dead'
  retryAfterSeconds?: number
}

/**
 * Ends a claimed attempt: writes it to the log and gives the lease back. False, and nothing changed, when the token no longer holds
 * the delivery, because the lease ran out and another claimed it or the attempt was recorded before.
 */
export async function recordDeliveryAttempt(db: Database, attempt: DeliveryAttempt): Promise<boolean> {
  const { deliveryId, token, durationMs, statusCode, error, outcome, retryAfterSeconds = 0 } = attempt
  const rows = await runStatement(
    db,
    'record-delivery-attempt',
    sql`
      with ended as (
        update deliveries
        set status = ${outcome}, lease_token = null, lease_expires_at = null,
          delivered_at = case when ${outcome}::text = 'delivered' then now() end,
          next_attempt_at = case
            when ${outcome}::text = 'failed' then now() + make_interval(secs => ${retryAfterSeconds}::float8)
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
