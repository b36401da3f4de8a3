import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { outletBody } from '@edgesweep/core/outlet/outlet-body.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { setAge } from '../../live/age-header.ts'
import { findLive } from '../../live/live-reads.ts'
import { LiveHeaders, liveHeaders, notModified } from '../../schemas/live.ts'
import { OutletBody } from '../../schemas/outlet.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/outlets/{id}',
  summary: 'Get the last known state of an outlet. `Age` is its age in seconds',
  request: { params: z.object({ id: z.string() }), headers: LiveHeaders },
  responses: {
    200: { description: 'The outlet', headers: liveHeaders, content: { 'application/json': { schema: OutletBody } } },
    304: notModified,
    default: problemResponse,
  },
})

export const getOutlet = (app: Api) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const outlet = await findLive(c.var.ctx, (db) => readOutlet(db, { outletId: id }))
    if (!outlet) throw new EdgesweepError('not_found', `there is no outlet ${id}`, { field: 'id' })
    setAge(c, outlet.observedAt, [outlet.lastScannedAt])
    return c.json(outletBody(outlet), 200)
  })
