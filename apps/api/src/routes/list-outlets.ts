import { outletBody } from '@edgesweep/core/outlet/outlet-body.ts'
import { listOutlets as list } from '@edgesweep/db/queries/list-outlets.ts'
import { createRoute } from '@hono/zod-openapi'
import type { Api } from '../api.ts'
import { OutletBody } from '../schemas/outlet.ts'
import { PageQuery, page, pageOf } from '../schemas/page.ts'
import { problemResponse } from '../schemas/problem.ts'

const route = createRoute({
  method: 'get',
  path: '/v1/outlets',
  summary: 'All outlets',
  request: { query: PageQuery },
  responses: {
    200: { description: 'A page of outlets', content: { 'application/json': { schema: pageOf(OutletBody) } } },
    default: problemResponse,
  },
})

export const listOutlets = (app: Api) =>
  app.openapi(route, async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const rows = await list(c.var.ctx.db, { after: cursor ?? null, limit })
    return c.json(
      page(rows, limit, outletBody, (row) => row.id),
      200,
    )
  })
