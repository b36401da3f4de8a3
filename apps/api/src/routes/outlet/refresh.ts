import { refreshOutlet as refresh } from '@edgesweep/core/job/refresh-outlet.ts'
import { outletBody } from '@edgesweep/core/outlet/outlet-body.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withLanes } from '../../http/with-parts.ts'
import { OutletBody } from '../../schemas/outlet.ts'
import { problemResponse } from '../../schemas/problem.ts'

const Refresh = z.object({ job_id: z.string(), outlet: OutletBody }).openapi('Refresh')

const route = defineRoute({
  access: 'write',
  method: 'post',
  path: '/v1/outlets/{id}/refresh',
  summary: 'Refresh an outlet in the live lane. The answer comes at once, with the last known state',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    202: { description: 'Accepted as a job', content: { 'application/json': { schema: Refresh } } },
    default: problemResponse,
  },
})

export const refreshOutlet = (app: Api) =>
  app.openapi(route, async (c) => {
    const { outlet, jobId } = await refresh(withLanes(c.var.ctx), c.var.caller, c.req.valid('param').id)
    c.header('location', `/v1/jobs/${jobId}`)
    return c.json({ job_id: jobId, outlet: outletBody(outlet) }, 202)
  })
