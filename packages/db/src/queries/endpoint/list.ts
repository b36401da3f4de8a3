import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { EventKind } from '../../event-kinds.ts'
import { runStatement } from '../../run-statement.ts'

/** An endpoint without its secret. */
interface WebhookEndpointRow {
  id: string
  keyId: string
  url: string
  /** Kinds of events that are sent; empty for all. */
  events: EventKind[]
  enabled: boolean
  disabledReason: string | null
  /** Number of the newest delivery made for the endpoint; 0 before the first. */
  lastSequence: number
  createdAt: string
}

interface WebhookEndpointsPage {
  keyId: string
  /** The id of the last endpoint of the page before. */
  after?: string | null
  limit: number
}

/** A caller's endpoints, oldest first. */
export function listWebhookEndpoints(
  db: Database,
  { keyId, after = null, limit }: WebhookEndpointsPage,
): Promise<WebhookEndpointRow[]> {
  return runStatement<WebhookEndpointRow>(
    db,
    'list-webhook-endpoints',
    sql`
      select id, key_id as "keyId", url, events, enabled, disabled_reason as "disabledReason",
        last_sequence::float8 as "lastSequence", iso_time(created_at) as "createdAt"
      from webhook_endpoints
      where key_id = ${keyId} and id > coalesce(${after}::text, '')
      order by id
      limit ${limit}::int`,
  )
}
