import { outletBody } from '@edgesweep/core/outlet/outlet-body.ts'
import { OutletChange } from '@edgesweep/core/outlet/outlet-request.ts'
import { updateOutlet as update } from '@edgesweep/core/outlet/update-outlet.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { OutletBody } from '../../schemas/outlet.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'write',
  method: 'patch',
  path: '/v1/outlets/{id}',
  summary: 'Change the name, interval, time zone, confirmations or `enabled` of an outlet',
  request: {
    params: z.object({ id: z.string() }),
    body: { required: true, content: { 'application/json': { schema: OutletChange } } },
  },
  responses: {
    200: { description: 'The changed outlet', content: { 'application/json': { schema: OutletBody } } },
    default: problemResponse,
  },
})

export const updateOutlet = (app: Api) =>
  app.openapi(route, async (c) =>
    c.json(outletBody(await update(c.var.ctx, c.req.valid('param').id, c.req.valid('json'))), 200),
  )
