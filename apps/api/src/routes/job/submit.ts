import { jobKinds } from '@edgesweep/core/job/job-kinds.ts'
import { JobRequest } from '@edgesweep/core/job/job-spec.ts'
import { submitJob as submit } from '@edgesweep/core/job/submit-job.ts'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withLanes } from '../../http/with-parts.ts'
import { problemResponse } from '../../schemas/problem.ts'
import { idempotencyKey, ReceiptBody, receiptBody } from '../../schemas/receipt.ts'

const anyOf = new Intl.ListFormat('en', { type: 'disjunction' })

const route = defineRoute({
  access: 'write',
  method: 'post',
  path: '/v1/jobs',
  summary: `Submit a job: ${anyOf.format(Object.values(jobKinds).map(({ noun }) => noun))}`,
  request: {
    headers: idempotencyKey,
    body: { required: true, content: { 'application/json': { schema: JobRequest } } },
  },
  responses: {
    202: { description: 'Stored', content: { 'application/json': { schema: ReceiptBody } } },
    default: problemResponse,
  },
})

export const submitJob = (app: Api) =>
  app.openapi(route, async (c) => {
    const key = c.req.valid('header')['idempotency-key'] ?? null
    const receipt = await submit(withLanes(c.var.ctx), c.var.caller, c.req.valid('json'), key)
    c.header('location', `/v1/jobs/${receipt.id}`)
    c.header('retry-after', String(Math.max(1, receipt.forecast?.etaSeconds.p50 ?? 0)))
    return c.json(receiptBody(receipt), 202)
  })
