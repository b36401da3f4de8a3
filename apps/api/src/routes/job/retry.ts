import { retryJob as retry } from '@edgesweep/core/job/revive-job.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withLanes } from '../../http/with-parts.ts'
import { JobBody, jobBody } from '../../schemas/job.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'write',
  method: 'post',
  path: '/v1/jobs/{id}/retry',
  summary: 'Retry the failed items of a job',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    202: { description: 'The job, queued again', content: { 'application/json': { schema: JobBody } } },
    default: problemResponse,
  },
})

export const retryJob = (app: Api) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const job = await retry(withLanes(c.var.ctx), c.var.caller, id)
    c.header('location', `/v1/jobs/${id}`)
    return c.json(jobBody(job), 202)
  })
