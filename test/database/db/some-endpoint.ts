import type { Database } from '@edgesweep/db/database.ts'
import type { EventKind } from '@edgesweep/db/event-kinds.ts'
import { createApiKey } from '@edgesweep/db/queries/api-key/create.ts'
import { createWebhookEndpoint } from '@edgesweep/db/queries/endpoint/create.ts'

let made = 0

/** Creates an API key and returns its id. The webhook secret is `whsec_of_` and the id. */
export async function someKey(db: Database): Promise<string> {
  const id = `key_${++made}`
  const sha256 = made.toString(16).padStart(64, '0')
  await createApiKey(db, { id, name: id, prefix: 'es_', sha256, scopes: ['*'], webhookSecret: `whsec_of_${id}` })
  return id
}

/** Creates an endpoint and returns its id. The URL and the secret end with the id. */
export async function someEndpoint(db: Database, keyId: string, events: EventKind[] = []): Promise<string> {
  const id = `whe_${String(++made).padStart(4, '0')}`
  await createWebhookEndpoint(db, { id, keyId, url: `https://hooks.example/${id}`, secret: `whsec_of_${id}`, events })
  return id
}
