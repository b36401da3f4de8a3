import type { Receipt } from '@edgesweep/core/lane/lane-port.ts'
import { z } from '@hono/zod-openapi'

/** Seconds from now: what half of all jobs, and nine of ten, will not exceed. */
export const Estimate = z.object({ p50: z.int(), p90: z.int() })

/** A job that is stored and waits. */
export const ReceiptBody = z
  .object({
    id: z.string(),
    status: z.literal('queued'),
    queue_position: z
      .int()
      .nullable()
      .openapi({ description: 'Null for a job of an earlier submission that no longer waits' }),
    starts_in_seconds: Estimate.nullable(),
    eta_seconds: Estimate.nullable(),
    url: z.string(),
  })
  .openapi('Receipt')

/** What a caller is told of a job that was taken. */
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
