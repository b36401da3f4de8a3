import { submitJob } from '@edgesweep/core/job/submit-job.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withLanes } from '../../http/with-parts.ts'
import { problemResponse } from '../../schemas/problem.ts'
import { idempotencyKey, ReceiptBody, receiptBody } from '../../schemas/receipt.ts'

const route = defineRoute({
  access: 'write',
  method: 'post',
  path: '/v1/sweeps/{id}/reextract',
  summary: 'Extract the stored pages of a sweep again. The results of the job list the differences by field',
  request: { headers: idempotencyKey, params: z.object({ id: z.string().min(1).max(64) }) },
  responses: {
    202: { description: 'Stored', content: { 'application/json': { schema: ReceiptBody } } },
    default: problemResponse,
  },
})

/** A shorter form of a job of the kind `reextract`. */
export const reextractSweep = (app: Api) =>
  app.openapi(route, async (c) => {
    const key = c.req.valid('header')['idempotency-key'] ?? null
    const request = { kind: 'reextract' as const, sweep_id: c.req.valid('param').id }
    const receipt = await submitJob(withLanes(c.var.ctx), c.var.caller, request, key)
    c.header('location', `/v1/jobs/${receipt.id}`)
    return c.json(receiptBody(receipt), 202)
  })
