import { cartKind } from '@edgesweep/core/job/kinds/cart/cart-kind.ts'
import { submitJob } from '@edgesweep/core/job/submit-job.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withLanes } from '../../http/with-parts.ts'
import { problemResponse } from '../../schemas/problem.ts'
import { idempotencyKey } from '../../schemas/receipt.ts'

const CartRequest = cartKind.request.omit({ kind: true })
const CartReceipt = z.object({
  job_id: z.string(),
  status: z.literal('queued'),
  estimated_time: z.int().openapi({ description: 'Seconds until the results are likely to be available' }),
})

const route = defineRoute({
  access: 'write',
  method: 'post',
  path: '/cart',
  summary: 'Price a cart of search terms (short form)',
  request: {
    headers: idempotencyKey,
    body: { required: true, content: { 'application/json': { schema: CartRequest } } },
  },
  responses: {
    202: {
      description: 'Stored. Read the results from `/results/{job_id}`',
      content: { 'application/json': { schema: CartReceipt } },
    },
    default: problemResponse,
  },
})

export const submitCart = (app: Api) =>
  app.openapi(route, async (c) => {
    const key = c.req.valid('header')['idempotency-key'] ?? null
    const receipt = await submitJob(withLanes(c.var.ctx), c.var.caller, { kind: 'cart', ...c.req.valid('json') }, key)
    c.header('location', `/results/${receipt.id}`)
    return c.json(
      { job_id: receipt.id, status: 'queued' as const, estimated_time: receipt.forecast?.etaSeconds.p50 ?? 0 },
      202,
    )
  })
