import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { itemBody } from '@edgesweep/core/outlet/outlet-body.ts'
import { readOutletItems } from '@edgesweep/db/queries/item/read.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { setAge } from '../../live/age-header.ts'
import { findLive } from '../../live/live-reads.ts'
import { nameCursor } from '../../schemas/cursor.ts'
import { LiveHeaders, liveHeaders, notModified } from '../../schemas/live.ts'
import { ItemBody } from '../../schemas/outlet.ts'
import { page, pageOf, pageQuery } from '../../schemas/page.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/outlets/{id}/items',
  summary: 'List the last known items of an outlet',
  request: { params: z.object({ id: z.string() }), query: pageQuery(nameCursor), headers: LiveHeaders },
  responses: {
    200: {
      description: 'A page of items',
      headers: liveHeaders,
      content: { 'application/json': { schema: pageOf(ItemBody) } },
    },
    304: notModified,
    default: problemResponse,
  },
})

export const listOutletItems = (app: Api) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const { cursor, limit } = c.req.valid('query')
    const found = await findLive(c.var.ctx, async (db) => {
      const items = await readOutletItems(db, { outletId: id, after: cursor ?? null, limit })
      const outlet = items[0] ?? (await readOutlet(db, { outletId: id }))
      return outlet && { items, outlet }
    })
    if (!found) throw new EdgesweepError('not_found', `there is no outlet ${id}`, { field: 'id' })
    setAge(c, found.outlet.observedAt, [found.outlet.lastExtractedAt])
    return c.json(
      page(found.items, limit, itemBody, (row) => row.key),
      200,
    )
  })
