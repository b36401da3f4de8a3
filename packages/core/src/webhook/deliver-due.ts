import { type ClaimedDelivery, claimDueDeliveries } from '@edgesweep/db/queries/delivery/claim-due.ts'
import { numberDeliveries } from '@edgesweep/db/queries/delivery/number.ts'
import { recordDeliveryAttempt } from '@edgesweep/db/queries/delivery/record-attempt.ts'
import { disableWebhookEndpoint } from '@edgesweep/db/queries/endpoint/disable.ts'
import pLimit from 'p-limit'
import type { Context } from '../context.ts'
import { judgeAttempt } from './next-attempt.ts'
import { postDelivery } from './post-delivery.ts'

/** A Worker invocation may await six answers at once. Further requests would wait in a queue while their time limit runs. */
const inFlight = 5
const batch = 2 * inFlight
const leaseSeconds = 60
const numberedAtOnce = 1_000

type DeliveryContext = Pick<Context, 'db' | 'fetch' | 'clock' | 'settings' | 'resolve' | 'log'>

/**
 * Delivers due events until none is due or `budgetMs` has passed. A failed delivery does not block others. Returns the number of
 * attempts. Throws when an attempt could not be recorded, after the others have been.
 */
export async function deliverDue(ctx: DeliveryContext, budgetMs: number): Promise<number> {
  const token = crypto.randomUUID()
  const stopAt = ctx.clock.now() + budgetMs
  const limit = pLimit(inFlight)
  let attempts = 0
  while (ctx.clock.now() < stopAt) {
    await numberDeliveries(ctx.db, { limit: numberedAtOnce })
    const claimed = await claimDueDeliveries(ctx.db, { token, limit: batch, leaseSeconds })
    if (claimed.length === 0) break
    attempts += claimed.length
    const ends = await Promise.allSettled(claimed.map((delivery) => limit(() => deliver(ctx, token, delivery))))
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed) throw failed.reason
  }
  return attempts
}

async function deliver(ctx: DeliveryContext, token: string, delivery: ClaimedDelivery): Promise<void> {
  const attempt = await postDelivery(ctx, delivery)
  const verdict = judgeAttempt(delivery.attempt, attempt, Math.random())
  const { statusCode, error, durationMs } = attempt
  await recordDeliveryAttempt(ctx.db, { deliveryId: delivery.id, token, statusCode, error, durationMs, ...verdict })
  if (verdict.outcome === 'dead' && verdict.gone && delivery.endpointId) {
    await disableWebhookEndpoint(ctx.db, { endpointId: delivery.endpointId, reason: 'it answered 410 Gone' })
  }
  if (error) ctx.log.warn('delivery.failed', { deliveryId: delivery.id, error })
}
