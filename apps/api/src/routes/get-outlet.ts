import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { outletBody } from '@edgesweep/core/outlet/outlet-body.ts'
import { readOutlet } from '@edgesweep/db/queries/read-outlet.ts'
import { createRoute, z } from '@hono/zod-openapi'
import type { Api } from '../api.ts'
import { OutletBody } from '../schemas/outlet.ts'
import { problemResponse } from '../schemas/problem.ts'

const route = createRoute({
  method: 'get',
  path: '/v1/outlets/{id}',
  summary: 'The last known state of an outlet; `Age` says how many seconds old it is',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: { description: 'The outlet', content: { 'application/json': { schema: OutletBody } } },
    default: problemResponse,
  },
})

export const getOutlet = (app: Api) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const startedAt = c.var.ctx.clock.now()
    const outlet = await readOutlet(c.var.ctx.db, { outletId: id })
    if (!outlet) throw new EdgesweepError('not_found', `there is no outlet ${id}`, { field: 'id' })
    c.header('server-timing', `db;dur=${c.var.ctx.clock.now() - startedAt}`)
    if (outlet.lastScannedAt) {
      // Both by the database's clock.
      const age = (Date.parse(outlet.observedAt) - Date.parse(outlet.lastScannedAt)) / 1000
      c.header('age', String(Math.max(0, Math.floor(age))))
    }
    return c.json(outletBody(outlet), 200)
  })
