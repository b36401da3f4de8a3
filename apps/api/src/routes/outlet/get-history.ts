import { readOutletHistory } from '@edgesweep/core/history/read-outlet-history.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { HistoryQuery, historyCursor, historyFilter, SnapshotBody, snapshotBody } from '../../schemas/history.ts'
import { LiveHeaders, liveHeaders, notModified } from '../../schemas/live.ts'
import { pageOf } from '../../schemas/page.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/outlets/{id}/history',
  summary:
    'List the snapshots of an outlet of any age, newest first. A page with fewer than `limit` entries may still have a `next`',
  request: {
    params: z.object({ id: z.string() }),
    query: HistoryQuery.extend({ item_id: z.string().max(200).optional() }),
    headers: LiveHeaders,
  },
  responses: {
    200: {
      description: 'A page of snapshots',
      headers: liveHeaders,
      content: { 'application/json': { schema: pageOf(SnapshotBody) } },
    },
    304: notModified,
    default: problemResponse,
  },
})

export const getOutletHistory = (app: Api) =>
  app.openapi(route, async (c) => {
    const { item_id, ...query } = c.req.valid('query')
    const { reads, files } = c.var.ctx
    const filter = historyFilter(c.req.valid('param').id, query)
    const page = await readOutletHistory({ db: reads, files }, 'snapshots', { ...filter, itemId: item_id ?? null })
    return c.json({ data: page.rows.map(snapshotBody), next: historyCursor(page.next) }, 200)
  })
