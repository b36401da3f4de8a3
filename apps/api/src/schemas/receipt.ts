import type { Receipt } from '@edgesweep/core/lane/lane-port.ts'
import { z } from '@hono/zod-openapi'

/** An estimate in seconds from now: 50 % and 90 % of jobs need no longer. */
export const Estimate = z.object({ p50: z.int(), p90: z.int() })

/** The answer to a submission: the stored job and its forecast. */
export const ReceiptBody = z
  .object({
    id: z.string(),
    status: z.literal('queued'),
    queue_position: z
      .int()
      .nullable()
      .openapi({ description: 'Null if the receipt is for an earlier submission whose job no longer waits' }),
    starts_in_seconds: Estimate.nullable(),
    eta_seconds: Estimate.nullable(),
    url: z.string(),
  })
  .openapi('Receipt')

/** The receipt of an accepted job as the API returns it. */
export function receiptBody({ id, forecast }: Extract<Receipt, { ok: true }>): z.infer<typeof ReceiptBody> {
  return {
    id,
    status: 'queued',
    queue_position: forecast?.position ?? null,
    starts_in_seconds: forecast?.startSeconds ?? null,
    eta_seconds: forecast?.etaSeconds ?? null,
    url: `/v1/jobs/${id}`,
  }
}

/** The same key and body return the original job. The same key with another body is refused with 422. A key is kept for one day. */
export const idempotencyKey = z.object({ 'idempotency-key': z.string().min(1).max(255).optional() })
