import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import type { EventKind } from '../../event-kinds.ts'
import { answers } from '../../fields.ts'
import { runStatement } from '../../run-statement.ts'
import { webhookEndpoints } from '../../schema/webhook-endpoints.ts'

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

/** Stores an endpoint, enabled. Returns false and changes nothing when the id exists. */
export async function createWebhookEndpoint(db: Database, endpoint: NewWebhookEndpoint): Promise<boolean> {
  const created = build
    .insert(webhookEndpoints)
    .values(endpoint)
    .onConflictDoNothing({ target: webhookEndpoints.id })
    .returning(answers({ id: webhookEndpoints.id }))
  return (await runStatement(db, 'create-webhook-endpoint', created)).length === 1
}
