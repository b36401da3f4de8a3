import { createOutlet as create } from '@edgesweep/core/outlet/create-outlet.ts'
import { outletBody } from '@edgesweep/core/outlet/outlet-body.ts'
import { OutletRequest } from '@edgesweep/core/outlet/outlet-request.ts'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { OutletBody } from '../../schemas/outlet.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'write',
  method: 'post',
  path: '/v1/outlets',
  summary: 'Add an outlet. It is due at once',
  request: { body: { required: true, content: { 'application/json': { schema: OutletRequest } } } },
  responses: {
    201: { description: 'The outlet', content: { 'application/json': { schema: OutletBody } } },
    default: problemResponse,
  },
})

export const createOutlet = (app: Api) =>
  app.openapi(route, async (c) => {
    const outlet = await create(c.var.ctx, c.var.caller, c.req.valid('json'))
    c.header('location', `/v1/outlets/${outlet.id}`)
    return c.json(outletBody(outlet), 201)
  })
