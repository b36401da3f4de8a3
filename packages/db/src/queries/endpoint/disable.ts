import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Stops an endpoint: no event is written for it any more, and what waits for it becomes dead when it comes due. False when the
 * endpoint is unknown or was disabled already, whose reason stays.
 *
 * @param reason in words, for the endpoint's owner
 */
export async function disableWebhookEndpoint(
  db: Database,
  { endpointId, reason }: { endpointId: string; reason: string },
): Promise<boolean> {
  const rows = await runStatement(
    db,
    'disable-webhook-endpoint',
    sql`
      update webhook_endpoints set enabled = false, disabled_reason = ${reason}
      where id = ${endpointId} and enabled
      returning id`,
  )
  return rows.length === 1
}
