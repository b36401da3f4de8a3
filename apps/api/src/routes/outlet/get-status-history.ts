import { readOutletHistory } from '@edgesweep/core/history/read-outlet-history.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import {
  HistoryQuery,
  historyCursor,
  historyFilter,
  PlatformStatusBody,
  platformStatusBody,
} from '../../schemas/history.ts'
import { LiveHeaders, liveHeaders, notModified } from '../../schemas/live.ts'
import { pageOf } from '../../schemas/page.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/outlets/{id}/status-history',
  summary:
    'List the platform statuses of an outlet, newest first. A page with fewer than `limit` entries may still have a `next`',
  request: { params: z.object({ id: z.string() }), query: HistoryQuery, headers: LiveHeaders },
  responses: {
    200: {
      description: 'A page of platform statuses',
      headers: liveHeaders,
      content: { 'application/json': { schema: pageOf(PlatformStatusBody) } },
    },
    304: notModified,
    default: problemResponse,
  },
})

export const getStatusHistory = (app: Api) =>
  app.openapi(route, async (c) => {
    const { reads, files } = c.var.ctx
    const filter = historyFilter(c.req.valid('param').id, c.req.valid('query'))
    const page = await readOutletHistory({ db: reads, files }, 'platform_status', { ...filter, itemId: null })
    return c.json({ data: page.rows.map(platformStatusBody), next: historyCursor(page.next) }, 200)
  })
