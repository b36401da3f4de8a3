import { noSuchJob, readJob } from '@edgesweep/core/job/read-job.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withLanes } from '../../http/with-parts.ts'
import { JobBody, jobBody } from '../../schemas/job.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/jobs/{id}',
  summary: 'Get the status of a job, without its results',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: { description: 'The job', content: { 'application/json': { schema: JobBody } } },
    default: problemResponse,
  },
})

export const getJob = (app: Api) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const reading = await readJob(withLanes(c.var.ctx), c.var.caller, id)
    if (!reading) throw noSuchJob(id)
    return c.json(jobBody(reading), 200)
  })
