import { claimDueDeliveries } from '@edgesweep/db/queries/claim-due-deliveries.ts'
import { disableWebhookEndpoint } from '@edgesweep/db/queries/disable-webhook-endpoint.ts'
import { recordDeliveryAttempt } from '@edgesweep/db/queries/record-delivery-attempt.ts'
import type { Context } from '../context.ts'
import { judgeAttempt } from './next-attempt.ts'
import { postDelivery } from './post-delivery.ts'

const batch = 20
const leaseSeconds = 60

/** Delivers what is due, until nothing is. A delivery that fails holds no other back. Returns how many attempts were made. */
export async function deliverDue(ctx: Pick<Context, 'db' | 'fetch' | 'clock' | 'settings' | 'log'>): Promise<number> {
  const token = crypto.randomUUID()
  let attempts = 0
  while (true) {
    const claimed = await claimDueDeliveries(ctx.db, { token, limit: batch, leaseSeconds })
    if (claimed.length === 0) return attempts
    await Promise.all(
      claimed.map(async (delivery) => {
        const attempt = await postDelivery(ctx, delivery)
        const verdict = judgeAttempt(delivery.attempt, attempt.statusCode, attempt.retryAfter, Math.random())
        const { statusCode, error, durationMs } = attempt
        await recordDeliveryAttempt(ctx.db, {
          deliveryId: delivery.id,
          token,
          statusCode,
          error,
          durationMs,
          ...verdict,
        })
        if (verdict.outcome === 'dead' && verdict.gone && delivery.endpointId) {
          await disableWebhookEndpoint(ctx.db, { endpointId: delivery.endpointId, reason: 'it answered 410 Gone' })
        }
        if (error) ctx.log.warn('delivery.failed', { deliveryId: delivery.id, error })
      }),
    )
    attempts += claimed.length
  }
}
