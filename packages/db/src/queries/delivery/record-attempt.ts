import { type SQL, sql } from 'drizzle-orm'
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
  /** What the attempt tells about the receiver; null when it tells nothing. */
  receiver: ReceiverState | null
}

/** How the newest attempts at a receiver ended. */
export interface ReceiverState {
  name: string
  failures: number
  slow: boolean
  /** No attempt starts for this time. */
  restSeconds: number
}

/**
 * Logs a claimed attempt and ends its lease. Returns false and changes nothing when another worker has claimed the delivery, or the
 * attempt is already recorded.
 */
export async function recordDeliveryAttempt(db: Database, attempt: DeliveryAttempt): Promise<boolean> {
  const { deliveryId, token, durationMs, statusCode, error, outcome, retryAfterSeconds = 0, receiver } = attempt
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
      )${receiver ? sql`, ${judged(receiver)}` : sql``}
      insert into delivery_attempts (delivery_id, attempt, started_at, duration_ms, status_code, error)
      select id, attempts, now() - make_interval(secs => ${durationMs}::float8 / 1000), round(${durationMs}::float8)::int,
        ${statusCode}::int, ${error}::text
      from ended
      returning attempt`,
  )
  return rows.length === 1
}

/** An attempt that changes nothing about its receiver writes nothing about it, because many attempts at one receiver end at once. */
const judged = ({ name, failures, slow, restSeconds }: ReceiverState): SQL => sql`
  judged as (
    insert into webhook_receivers as r (receiver, failures, slow, rests_until, changed_at)
    select ${name}, ${failures}::int, ${slow}::boolean, ${afterSeconds(restSeconds)}, now() from ended
    on conflict (receiver) do update
    set failures = excluded.failures, slow = excluded.slow, rests_until = excluded.rests_until, changed_at = now()
    where r.failures > 0 or excluded.failures > 0 or r.slow is distinct from excluded.slow
  )`
