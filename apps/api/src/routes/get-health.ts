import { ping } from '@edgesweep/db/queries/ping.ts'
import { createRoute, z } from '@hono/zod-openapi'
import type { Api, ApiContext } from '../api.ts'

const Part = z.object({ status: z.enum(['ok', 'failing']), ms: z.int(), detail: z.string().optional() })
const Health = z.object({ status: z.enum(['ok', 'failing']), parts: z.record(z.string(), Part) }).openapi('Health')

const route = createRoute({
  method: 'get',
  path: '/health',
  summary: "Each part's state",
  security: [],
  responses: {
    200: { description: 'All parts answer', content: { 'application/json': { schema: Health } } },
    503: { description: 'A part does not answer', content: { 'application/json': { schema: Health } } },
  },
})

export const getHealth = (app: Api) =>
  app.openapi(route, async (c) => {
    const { ctx } = c.var
    const parts = {
      database: await probe(ctx, () => ping(ctx.db)),
      lanes: await probe(ctx, () => ctx.lanes.summary('interactive')),
    }
    const status = Object.values(parts).every((part) => part.status === 'ok') ? 'ok' : 'failing'
    return c.json({ status, parts } as const, status === 'ok' ? 200 : 503)
  })

async function probe(ctx: ApiContext, ask: () => Promise<unknown>): Promise<z.infer<typeof Part>> {
  const startedAt = ctx.clock.now()
  try {
    await ask()
    return { status: 'ok', ms: ctx.clock.now() - startedAt }
  } catch (error) {
    ctx.log.error('health.failing', { error: String(error) })
    return { status: 'failing', ms: ctx.clock.now() - startedAt, detail: 'it does not answer; the log says more' }
  }
}
