import { Webhook } from 'standardwebhooks'
import type { Context } from '../context.ts'
import { admitTarget } from '../visit/admit-target.ts'
import { retryAfterOf } from '../visit/retry-after.ts'

const timeoutMs = 15_000

/** What came of one try at a delivery. */
export interface Attempt {
  /** Null when there was no answer. */
  statusCode: number | null
  /** Seconds that the receiver asked to wait. */
  retryAfter: number | null
  error: string | null
  durationMs: number
}

/**
 * One try at a delivery, signed by the Standard Webhooks scheme (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The id stays the same
 * from try to try, so that a receiver can tell a repetition. Never throws; redirects are not followed.
 */
export async function postDelivery(
  ctx: Pick<Context, 'fetch' | 'clock' | 'settings' | 'resolve'>,
  delivery: { eventId: string; url: string; secret: string | null; body: string; sequence: number | null },
): Promise<Attempt> {
  const startedAt = ctx.clock.now()
  try {
    await admitTarget(ctx, delivery.url)
    const { body, secret } = delivery
    if (secret === null) throw new Error('its API key is gone, and the secret with it')
    const now = new Date(startedAt)
    const response = await ctx.fetch(delivery.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/json',
        'user-agent': ctx.settings.userAgent,
        'webhook-id': delivery.eventId,
        'webhook-timestamp': String(Math.floor(startedAt / 1000)),
        'webhook-signature': new Webhook(secret).sign(delivery.eventId, now, body),
        ...(delivery.sequence === null ? {} : { 'edgesweep-sequence': String(delivery.sequence) }),
      },
      body,
    })
    await response.body?.cancel()
    const { status } = response
    return {
      statusCode: status,
      retryAfter: secondsIn(retryAfterOf(response.headers, startedAt)),
      error: status >= 200 && status < 300 ? null : `answered ${status}`,
      durationMs: ctx.clock.now() - startedAt,
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { statusCode: null, retryAfter: null, error: message, durationMs: ctx.clock.now() - startedAt }
  }
}

const secondsIn = (ms: number | null): number | null => (ms === null ? null : Math.ceil(ms / 1000))
