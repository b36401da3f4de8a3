import { EdgesweepError } from '@edgesweep/core/errors.ts'
import type { ReplicaReport } from '@edgesweep/core/replica/replica.ts'
import { ping } from '@edgesweep/db/queries/operations/ping.ts'
import { z } from '@hono/zod-openapi'
import type { Api, ApiContext } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'

const Part = z.object({
  status: z.enum(['ok', 'degraded', 'failing', 'absent']),
  ms: z.int(),
  detail: z.string().optional(),
  lag_seconds: z.number().nullable().optional().openapi({ description: 'Of the replica: behind by so much at most' }),
})
type Part = z.infer<typeof Part>
/** Each part's state, with how long it took to answer in milliseconds. `degraded`: all is answered, in a way that is not meant to last. */
export const Health = z
  .object({ status: z.enum(['ok', 'degraded', 'failing']), parts: z.record(z.string(), Part) })
  .openapi('Health')

const route = defineRoute({
  access: 'anyone',
  method: 'get',
  path: '/health',
  summary: "Each part's state",
  security: [],
  responses: {
    200: { description: 'All that is asked for is answered', content: { 'application/json': { schema: Health } } },
    503: { description: 'A part does not answer', content: { 'application/json': { schema: Health } } },
  },
})

export const getHealth = (app: Api) =>
  app.openapi(route, async (c) => {
    const { ctx } = c.var
    const parts = {
      database: await probe(ctx, () => ping(ctx.db)),
      replica: await probe(ctx, () => examineReplica(ctx), replicaPart),
      lanes: await probe(ctx, () => ctx.lanes.summary('interactive')),
    }
    const worst = (['failing', 'degraded'] as const).find((status) =>
      Object.values(parts).some((part) => part.status === status),
    )
    return c.json({ status: worst ?? 'ok', parts } as const, worst === 'failing' ? 503 : 200)
  })

async function examineReplica({ replica, db }: ApiContext): Promise<ReplicaReport> {
  if (!replica) throw new EdgesweepError('unavailable', 'DATABASE_REPLICA_URL is not set: live reads go to the primary')
  return replica.examine(db)
}

const replicaPart = ({ condition, lagMs, words }: ReplicaReport): Partial<Part> => ({
  status: condition === 'serving' ? 'ok' : 'degraded',
  detail: words,
  lag_seconds: lagMs === null ? null : lagMs / 1000,
})

async function probe<Answer>(
  ctx: ApiContext,
  ask: () => Promise<Answer>,
  tell: (answer: Answer) => Partial<Part> = () => ({}),
): Promise<Part> {
  const startedAt = ctx.clock.now()
  try {
    const more = tell(await ask())
    return { status: 'ok', ms: ctx.clock.now() - startedAt, ...more }
  } catch (error) {
    // A host that was made without a part is not ill for it.
    if (error instanceof EdgesweepError && error.code === 'unavailable') {
      return { status: 'absent', ms: ctx.clock.now() - startedAt, detail: error.message }
    }
    ctx.log.error('health.failing', { error: String(error) })
    return { status: 'failing', ms: ctx.clock.now() - startedAt, detail: 'it does not answer; the log says more' }
  }
}
