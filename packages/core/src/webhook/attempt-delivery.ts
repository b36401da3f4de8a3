import type { ClaimedDelivery } from '@edgesweep/db/queries/delivery/claim-due.ts'
import type { DeliveryAttempt } from '@edgesweep/db/queries/delivery/record-attempts.ts'
import { disableWebhookEndpoint } from '@edgesweep/db/queries/endpoint/disable.ts'
import type { Context } from '../context.ts'
import { ourFault } from '../endings/outage.ts'
import { judgeReceiver } from './judge-receiver.ts'
import { judgeAttempt } from './next-attempt.ts'
import { postDelivery } from './post-delivery.ts'

export type DeliveryContext = Pick<Context, 'db' | 'fetch' | 'clock' | 'settings' | 'resolve' | 'log'>

/** Attempts a delivery, and judges it and its receiver. Disables an endpoint that answers 410. Never throws. */
export async function attemptDelivery(ctx: DeliveryContext, delivery: ClaimedDelivery): Promise<DeliveryAttempt> {
  const made = await postDelivery(ctx, delivery)
  const ageSeconds = (ctx.clock.now() - Date.parse(delivery.createdAt)) / 1_000
  const verdict = judgeAttempt({ attempt: delivery.attempt, ageSeconds }, made, Math.random())
  const { statusCode, durationMs } = made
  const error = verdict.outcome === 'postponed' ? `${ourFault}: ${made.error}` : made.error
  const { id: deliveryId, endpointId } = delivery
  if (error) ctx.log.warn('delivery.failed', { deliveryId, error })
  if (verdict.outcome === 'dead' && verdict.gone && endpointId)
    await disableWebhookEndpoint(ctx.db, { endpointId, reason: 'it answered 410 Gone' }).catch(
      // The next delivery gets 410, too, and tries again.
      (cause) => ctx.log.error('endpoint.not_disabled', { endpointId, error: String(cause) }),
    )
  const receiver = judgeReceiver(delivery, made, Math.random())
  return { deliveryId, statusCode, error, durationMs, receiver, ...verdict }
}
