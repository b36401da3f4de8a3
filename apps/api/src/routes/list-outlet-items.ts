import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { itemBody } from '@edgesweep/core/outlet/outlet-body.ts'
import { readOutlet } from '@edgesweep/db/queries/read-outlet.ts'
import { readOutletItems } from '@edgesweep/db/queries/read-outlet-items.ts'
import { createRoute, z } from '@hono/zod-openapi'
import type { Api } from '../api.ts'
import { ItemBody } from '../schemas/outlet.ts'
import { PageQuery, page, pageOf } from '../schemas/page.ts'
import { problemResponse } from '../schemas/problem.ts'

const route = createRoute({
  method: 'get',
  path: '/v1/outlets/{id}/items',
  summary: 'What an outlet sells, as last seen',
  request: { params: z.object({ id: z.string() }), query: PageQuery },
  responses: {
    200: { description: 'A page of items', content: { 'application/json': { schema: pageOf(ItemBody) } } },
    default: problemResponse,
  },
})

export const listOutletItems = (app: Api) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const { cursor, limit } = c.req.valid('query')
    const { db } = c.var.ctx
    const rows = await readOutletItems(db, { outletId: id, after: cursor ?? null, limit })
    if (rows.length === 0 && !(await readOutlet(db, { outletId: id }))) {
      throw new EdgesweepError('not_found', `there is no outlet ${id}`, { field: 'id' })
    }
    return c.json(
      page(rows, limit, itemBody, (row) => row.key),
      200,
    )
  })
