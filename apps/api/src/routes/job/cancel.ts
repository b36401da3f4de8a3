import { cancelJob as cancel } from '@edgesweep/core/job/cancel-job.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withLanes } from '../../http/with-parts.ts'
import { problemResponse } from '../../schemas/problem.ts'

const shared = {
  request: { params: z.object({ id: z.string() }) },
  responses: { 204: { description: 'Cancelled. No further item starts' }, default: problemResponse },
}
const post = defineRoute({
  access: 'write',
  method: 'post',
  path: '/v1/jobs/{id}/cancel',
  summary: 'Cancel a job',
  ...shared,
})
const del = defineRoute({
  access: 'write',
  method: 'delete',
  path: '/v1/jobs/{id}',
  summary: 'Cancel a job',
  ...shared,
})

export const cancelJob = (app: Api) => {
  for (const route of [post, del]) {
    app.openapi(route, async (c) => {
      await cancel(withLanes(c.var.ctx), c.var.caller, c.req.valid('param').id)
      return c.body(null, 204)
    })
  }
}
