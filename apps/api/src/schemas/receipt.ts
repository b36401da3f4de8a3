import type { Receipt } from '@edgesweep/core/lane/lane-port.ts'
import { z } from '@hono/zod-openapi'

/** A job that is stored and waits. */
export const ReceiptBody = z
  .object({
    id: z.string(),
    status: z.literal('queued'),
    queue_position: z.int(),
    eta_seconds: z.object({ p50: z.int(), p90: z.int() }),
    url: z.string(),
  })
  .openapi('Receipt')

/** What a caller is told of a job that was taken. */
export function receiptBody({ id, forecast }: Extract<Receipt, { ok: true }>): z.infer<typeof ReceiptBody> {
  return {
    id,
    status: 'queued',
    queue_position: forecast.position,
    eta_seconds: forecast.etaSeconds,
    url: `/v1/jobs/${id}`,
  }
}
