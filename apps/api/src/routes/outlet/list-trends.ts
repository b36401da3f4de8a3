import { readTrends } from '@edgesweep/db/queries/history/read-trends.ts'
import { z } from '@hono/zod-openapi'
import { encodeTime } from 'ulid'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { problemResponse } from '../../schemas/problem.ts'

/** The number of intervals into which the period is divided. */
const intervals = 48

const seconds = z.number().openapi({ description: 'Epoch seconds' })
export const Trend = z
  .object({
    outlet_id: z.string(),
    turns: z
      .array(z.tuple([seconds, z.boolean()]))
      .openapi({ description: 'Changes of status: the time, and whether the outlet was online from then on' }),
    prices: z.array(z.tuple([seconds, z.number()])).openapi({
      description:
        'Start of an interval, and the mean of ln(new price ÷ old price) over all items in it. Intervals without a price change are left out',
    }),
  })
  .openapi('Trend')
export const Trends = z.object({ from: seconds, to: seconds, data: z.array(Trend) })

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/trends',
  summary: 'Get the recent changes of prices and status by outlet. Outlets without a change are left out',
  request: { query: z.object({ hours: z.coerce.number().int().min(1).max(168).default(24) }) },
  responses: {
    200: {
      description: 'The trends',
      content: { 'application/json': { schema: Trends } },
    },
    default: problemResponse,
  },
})

export const listTrends = (app: Api) =>
  app.openapi(route, async (c) => {
    const { ctx } = c.var
    const to = ctx.clock.now()
    const from = to - c.req.valid('query').hours * 3_600_000
    const rows = await readTrends(ctx.reads, {
      // An event id is a ULID, which begins with its time (https://github.com/ulid/spec).
      sinceId: `evt_${encodeTime(from, 10)}`,
      stretchSeconds: (to - from) / 1000 / intervals,
    })
    const data = rows.map(({ outletId, turns, prices }) => ({ outlet_id: outletId, turns, prices }))
    return c.json({ from: from / 1000, to: to / 1000, data }, 200)
  })
