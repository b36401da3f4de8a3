import { z } from '@hono/zod-openapi'

/** The same key and body give the original job; another body is refused with 422. Kept for a day. */
export const idempotencyKey = z.object({ 'idempotency-key': z.string().min(1).max(255).optional() })
