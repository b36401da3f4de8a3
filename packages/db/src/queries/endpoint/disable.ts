import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Stops an endpoint: it gets no further event, and its waiting deliveries are dead. False when the endpoint is unknown or already disabled; then its
 * reason stays.
 *
 * @param reason for the endpoint's owner
 */
export async function disableWebhookEndpoint(
  db: Database,
  { endpointId, reason }: { endpointId: string; reason: string },
): Promise<boolean> {
  const rows = await runStatement(
    db,
    'disable-webhook-endpoint',
    sql`
      with disabled as (
        update webhook_endpoints set enabled = false, disabled_reason = ${reason} where id = ${endpointId} and enabled returning id
      ),
      ended as (
        update deliveries d set status = 'dead' from disabled where d.endpoint_id = disabled.id and d.status in ('pending', 'failed')
      )
      select id from disabled`,
  )
  return rows.length === 1
}
