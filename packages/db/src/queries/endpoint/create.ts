import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { EventKind } from '../../event-kinds.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

interface NewWebhookEndpoint {
  /** `whe_…` */
  id: string
  keyId: string
  url: string
  /** `whsec_…` */
  secret: string
  /** Kinds of events to send; empty for all. */
  events: EventKind[]
}

/** Stores an endpoint, enabled. False, and nothing changed, when the id is there already. */
export async function createWebhookEndpoint(db: Database, endpoint: NewWebhookEndpoint): Promise<boolean> {
  const rows = await runStatement(
    db,
    'create-webhook-endpoint',
    sql`
      insert into webhook_endpoints (id, key_id, url, secret, events)
      values (
        ${endpoint.id}, ${endpoint.keyId}, ${endpoint.url}, ${endpoint.secret},
        array(select jsonb_array_elements_text(${storableJson(endpoint.events)}::jsonb))
      )
      on conflict (id) do nothing
      returning id`,
  )
  return rows.length === 1
}
