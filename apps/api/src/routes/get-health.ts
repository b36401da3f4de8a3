import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { ping } from '@edgesweep/db/queries/ping.ts'
import { createRoute, z } from '@hono/zod-openapi'
import type { Api, ApiContext } from '../api.ts'

const Part = z.object({ status: z.enum(['ok', 'failing', 'absent']), ms: z.int(), detail: z.string().optional() })
/** Each part's state, with how long it took to answer in milliseconds. */
export const Health = z
  .object({ status: z.enum(['ok', 'failing']), parts: z.record(z.string(), Part) })
  .openapi('Health')

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
    const status = Object.values(parts).some((part) => part.status === 'failing') ? 'failing' : 'ok'
    return c.json({ status, parts } as const, status === 'ok' ? 200 : 503)
  })

async function probe(ctx: ApiContext, ask: () => Promise<unknown>): Promise<z.infer<typeof Part>> {
  const startedAt = ctx.clock.now()
  try {
    await ask()
    return { status: 'ok', ms: ctx.clock.now() - startedAt }
  } catch (error) {
    // A host that was made without a part is not ill for it.
    if (error instanceof EdgesweepError && error.code === 'unavailable') {
      return { status: 'absent', ms: ctx.clock.now() - startedAt, detail: error.message }
    }
    ctx.log.error('health.failing', { error: String(error) })
    return { status: 'failing', ms: ctx.clock.now() - startedAt, detail: 'it does not answer; the log says more' }
  }
}
