import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { readSweep } from '@edgesweep/db/queries/sweep/read.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { findLive } from '../../live/live-reads.ts'
import { problemResponse } from '../../schemas/problem.ts'
import { SweepBody, sweepBody } from '../../schemas/sweep.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/sweeps/{id}',
  summary: 'Get a sweep with its progress or its outcome',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: { description: 'The sweep', content: { 'application/json': { schema: SweepBody } } },
    default: problemResponse,
  },
})

export const getSweep = (app: Api) =>
  app.openapi(route, async (c) => {
    const { ctx } = c.var
    const { id } = c.req.valid('param')
    const sweep = await findLive(ctx, (db) => readSweep(db, { sweepId: id }))
    if (!sweep) throw new EdgesweepError('not_found', `there is no sweep ${id}`, { field: 'id' })
    return c.json(await sweepBody(ctx, sweep), 200)
  })
