import { outletBody } from '@edgesweep/core/outlet/outlet-body.ts'
import { listOutlets as list } from '@edgesweep/db/queries/outlet/list.ts'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { setAge } from '../../live/age-header.ts'
import { idCursor } from '../../schemas/cursor.ts'
import { LiveHeaders, liveHeaders, notModified } from '../../schemas/live.ts'
import { OutletBody } from '../../schemas/outlet.ts'
import { page, pageOf, pageQuery } from '../../schemas/page.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/outlets',
  summary: 'List all outlets',
  request: { query: pageQuery(idCursor('out_')), headers: LiveHeaders },
  responses: {
    200: {
      description: 'A page of outlets',
      headers: liveHeaders,
      content: { 'application/json': { schema: pageOf(OutletBody) } },
    },
    304: notModified,
    default: problemResponse,
  },
})

export const listOutlets = (app: Api) =>
  app.openapi(route, async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const rows = await list(c.var.ctx.reads, { after: cursor ?? null, limit })
    if (rows[0])
      setAge(
        c,
        rows[0].observedAt,
        rows.map(({ lastScannedAt }) => lastScannedAt),
      )
    return c.json(
      page(rows, limit, outletBody, (row) => row.id),
      200,
    )
  })
