import { storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { connectNodePostgres, type NodePostgresConnection } from '@edgesweep/db/drivers/node-postgres.ts'
import { createWebhookEndpoint } from '@edgesweep/db/queries/endpoint/create.ts'
import { upsertOutlets } from '@edgesweep/db/queries/outlet/upsert.ts'
import { outlets } from '@edgesweep/db/schema/outlets.ts'
import { webhookEndpoints } from '@edgesweep/db/schema/webhook-endpoints.ts'
import { and, eq, notInArray } from 'drizzle-orm'
import type { Secrets } from './home.ts'

const KEY_ID = 'key_local'
const ENDPOINT_ID = 'whe_local_inbox'
const SITE = 'demo-town'
const SWEEP_INTERVAL_S = 60

type SeedOptions = { databaseUrl: string; secrets: Secrets; townUrl: string; inboxUrl: string }

/** An outlet in `GET /_town/outlets`. */
type TownOutlet = { slug: string; name: string; url: string; timezone: string }

/** Stores the API key, the inbox's webhook endpoint and the demo town's outlets. Repeatable: addresses are updated when ports change. */
export async function seed({ databaseUrl, secrets, townUrl, inboxUrl }: SeedOptions): Promise<void> {
  const connection = connectNodePostgres(databaseUrl, { max: 1 })
  try {
    await seedKey(connection.db, secrets)
    await seedEndpoint(connection.db, secrets, inboxUrl)
    await seedOutlets(connection.db, townUrl)
  } finally {
    await connection.close()
  }
}

type Db = NodePostgresConnection['db']

async function seedKey(db: Db, { apiKey, webhookSecret }: Secrets): Promise<void> {
  await storeApiKey(
    { db },
    { key: apiKey, webhookSecret },
    { id: KEY_ID, name: 'Local run', scopes: ['read', 'write'] },
  )
}

async function seedEndpoint(db: Db, { webhookSecret: secret }: Secrets, url: string): Promise<void> {
  const created = await createWebhookEndpoint(db, { id: ENDPOINT_ID, keyId: KEY_ID, url, secret, events: [] })
  if (!created) await db.update(webhookEndpoints).set({ url }).where(eq(webhookEndpoints.id, ENDPOINT_ID))
}

async function seedOutlets(db: Db, townUrl: string): Promise<void> {
  const listed = (await (await fetch(`${townUrl}/_town/outlets`)).json()) as TownOutlet[]
  const rows = listed.map(({ slug, name, url, timezone }) => ({
    id: `out_${slug}`,
    site: SITE,
    name,
    url,
    options: {},
    timezone,
    intervalSeconds: SWEEP_INTERVAL_S,
    enabled: true,
    confirmations: 1,
  }))
  await upsertOutlets(db, { outlets: rows })
  // Outlets that a smaller town no longer has would only fail.
  const ids = rows.map(({ id }) => id)
  await db
    .update(outlets)
    .set({ enabled: false })
    .where(and(eq(outlets.site, SITE), notInArray(outlets.id, ids)))
}
