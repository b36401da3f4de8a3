import { listSweeps as list } from '@edgesweep/db/queries/sweep/list.ts'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { idCursor } from '../../schemas/cursor.ts'
import { page, pageOf, pageQuery } from '../../schemas/page.ts'
import { problemResponse } from '../../schemas/problem.ts'
import { SweepBody, sweepBody } from '../../schemas/sweep.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/sweeps',
  summary: 'List sweeps, newest first, with the progress of running ones',
  request: { query: pageQuery(idCursor('swp_')) },
  responses: {
    200: { description: 'A page of sweeps', content: { 'application/json': { schema: pageOf(SweepBody) } } },
    default: problemResponse,
  },
})

export const listSweeps = (app: Api) =>
  app.openapi(route, async (c) => {
    const { ctx } = c.var
    const { cursor, limit } = c.req.valid('query')
    const rows = await list(ctx.reads, { before: cursor ?? null, limit })
    const bodies = await Promise.all(rows.map((row) => sweepBody(ctx, row)))
    return c.json(
      page(
        bodies,
        limit,
        (body) => body,
        (body) => body.id,
      ),
      200,
    )
  })
