import { readTrends } from '@edgesweep/db/queries/history/read-trends.ts'
import { z } from '@hono/zod-openapi'
import { encodeTime } from 'ulid'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { problemResponse } from '../../schemas/problem.ts'

/** Moves of prices are added up over so many stretches of the time that is asked for. */
const stretches = 48

const seconds = z.number().openapi({ description: 'Epoch seconds' })
export const Trend = z
  .object({
    outlet_id: z.string(),
    turns: z.array(z.tuple([seconds, z.boolean()])).openapi({ description: 'From when on it was online, or not' }),
    prices: z.array(z.tuple([seconds, z.number()])).openapi({
      description:
        'Beginning of a stretch, and the mean over its items of ln(new price ÷ old price) in it; no entry where none moved',
    }),
  })
  .openapi('Trend')
export const Trends = z.object({ from: seconds, to: seconds, data: z.array(Trend) })

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/trends',
  summary: 'How the status and the prices of outlets have moved lately; outlets that did not move are left out',
  request: { query: z.object({ hours: z.coerce.number().int().min(1).max(168).default(24) }) },
  responses: {
    200: {
      description: 'What moved',
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
      // An event's id is a ULID, which begins with its time (https://github.com/ulid/spec).
      sinceId: `evt_${encodeTime(from, 10)}`,
      stretchSeconds: (to - from) / 1000 / stretches,
    })
    const data = rows.map(({ outletId, turns, prices }) => ({ outlet_id: outletId, turns, prices }))
    return c.json({ from: from / 1000, to: to / 1000, data }, 200)
  })
