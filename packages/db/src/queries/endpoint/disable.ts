import { and, eq } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { runStatement } from '../../run-statement.ts'
import { webhookEndpoints } from '../../schema/webhook-endpoints.ts'

/**
 * Stops an endpoint: it gets no further event, and its waiting deliveries become dead when they are due. False when the endpoint is
 * unknown or already disabled; then its reason stays.
 *
 * @param reason for the endpoint's owner
 */
export async function disableWebhookEndpoint(
  db: Database,
  { endpointId, reason }: { endpointId: string; reason: string },
): Promise<boolean> {
  const disabled = build
    .update(webhookEndpoints)
    .set({ enabled: false, disabledReason: reason })
    .where(and(eq(webhookEndpoints.id, endpointId), eq(webhookEndpoints.enabled, true)))
    .returning(answers({ id: webhookEndpoints.id }))
  return (await runStatement(db, 'disable-webhook-endpoint', disabled)).length === 1
}
