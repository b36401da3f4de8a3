import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { EventKind } from '../../event-kinds.ts'
import { runStatement } from '../../run-statement.ts'

interface DeliveryRow {
  id: string
  eventId: string
  kind: EventKind
  endpointId: string | null
  url: string
  keyId: string | null
  /** Place among the endpoint's deliveries, from 1; null before anybody delivers it, and for a job's own URL. */
  sequence: number | null
  /** `failed`: the last attempt failed and another follows. `dead`: none does. */
  status: 'pending' | 'delivered' | 'failed' | 'dead'
  attempts: number
  nextAttemptAt: string
  createdAt: string
  deliveredAt: string | null
  /** Of the newest recorded attempt. */
  lastStatusCode: number | null
  lastError: string | null
}

interface DeliveriesPage {
  /** The caller whose deliveries to list; null for everybody's. */
  keyId: string | null
  endpointId?: string | null
  status?: DeliveryRow['status'] | null
  /** The id of the last delivery of the page before. */
  before?: string | null
  limit: number
}

/** Deliveries, newest first. */
export function listDeliveries(db: Database, page: DeliveriesPage): Promise<DeliveryRow[]> {
  const { keyId, endpointId = null, status = null, before = null, limit } = page
  return runStatement<DeliveryRow>(
    db,
    'list-deliveries',
    sql`
      select d.id, d.event_id as "eventId", d.kind, d.endpoint_id as "endpointId", d.url, d.key_id as "keyId",
        d.sequence::float8, d.status, d.attempts, iso_time(d.next_attempt_at) as "nextAttemptAt",
        iso_time(d.created_at) as "createdAt", iso_time(d.delivered_at) as "deliveredAt",
        a.status_code as "lastStatusCode", a.error as "lastError"
      from deliveries d
      left join lateral (
        select status_code, error from delivery_attempts where delivery_id = d.id order by attempt desc limit 1
      ) a on true
      where (${keyId}::text is null or d.key_id = ${keyId}::text)
        and (${endpointId}::text is null or d.endpoint_id = ${endpointId}::text)
        and (${status}::text is null or d.status = ${status}::text)
        and (${before}::text is null or d.id < ${before}::text)
      order by d.id desc
      limit ${limit}::int`,
  )
}
