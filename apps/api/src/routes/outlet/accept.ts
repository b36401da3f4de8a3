import { acceptOutlet as accept } from '@edgesweep/core/outlet/accept-outlet.ts'
import { outletBody } from '@edgesweep/core/outlet/outlet-body.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { OutletBody } from '../../schemas/outlet.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'write',
  method: 'post',
  path: '/v1/outlets/{id}/accept',
  summary: 'Accept the next extraction of an outlet in quarantine',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: { description: 'The outlet', content: { 'application/json': { schema: OutletBody } } },
    default: problemResponse,
  },
})

export const acceptOutlet = (app: Api) =>
  app.openapi(route, async (c) => c.json(outletBody(await accept(c.var.ctx, c.req.valid('param').id)), 200))
