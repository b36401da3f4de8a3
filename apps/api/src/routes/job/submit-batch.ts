import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { JobRequest } from '@edgesweep/core/job/job-spec.ts'
import { submitJobs } from '@edgesweep/core/job/submit-job.ts'
import { sha256Hex } from '@edgesweep/core/sha256.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { problemOf, problemOfIssues } from '../../http/problem.ts'
import { withLanes } from '../../http/with-parts.ts'
import { Problem, problemResponse } from '../../schemas/problem.ts'
import { idempotencyKey, ReceiptBody, receiptBody } from '../../schemas/receipt.ts'

const Batch = z.strictObject({
  jobs: z.array(z.unknown()).min(1).max(1_000).openapi({ description: 'Each as in `POST /v1/jobs`' }),
})
const Answers = z
  .object({ jobs: z.array(z.union([ReceiptBody, z.object({ problem: Problem })])) })
  .openapi('BatchAnswers')

const route = defineRoute({
  access: 'write',
  bodySize: 'batch',
  method: 'post',
  path: '/v1/jobs/batch',
  summary: 'Submit up to 1,000 jobs. The answer has one entry for each, in order',
  request: { headers: idempotencyKey, body: { required: true, content: { 'application/json': { schema: Batch } } } },
  responses: {
    202: { description: 'A receipt or a problem for each job', content: { 'application/json': { schema: Answers } } },
    default: problemResponse,
  },
})

export const submitBatch = (app: Api) =>
  app.openapi(route, async (c) => {
    const key = c.req.valid('header')['idempotency-key']
    const requests = c.req.valid('json').jobs
    const bodySha256 = key ? await sha256Hex(JSON.stringify(requests)) : ''
    const parsed = requests.map((job) => JobRequest.safeParse(job))
    const good = parsed.flatMap((job, place) =>
      job.success ? [{ request: job.data, idempotency: key ? { key, place, bodySha256 } : null }] : [],
    )
    const receipts = await submitJobs(withLanes(c.var.ctx), c.var.caller, good)
    let next = 0
    const jobs = parsed.map((job) => {
      if (!job.success) return { problem: problemOfIssues(job.error, 'body') }
      const receipt = receipts[next++]!
      return receipt instanceof EdgesweepError ? { problem: problemOf(receipt) } : receiptBody(receipt)
    })
    return c.json({ jobs }, 202)
  })
