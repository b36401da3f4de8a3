import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { readBucket } from '@edgesweep/core/operations/read-bucket.ts'
import { type ClockState, readClockState } from '@edgesweep/core/operations/read-clock-state.ts'
import type { BrowserUse } from '@edgesweep/core/permit/browser-use.ts'
import type { BusyDomains } from '@edgesweep/core/permit/domain-index.ts'
import type { ReplicaReport } from '@edgesweep/core/replica/replica.ts'
import { ping } from '@edgesweep/db/queries/operations/ping.ts'
import { z } from '@hono/zod-openapi'
import type { Api, ApiContext } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withFiles, withLanes } from '../../http/with-parts.ts'
import { problemResponse } from '../../schemas/problem.ts'

const Part = z.object({
  status: z.enum(['ok', 'degraded', 'failing', 'absent']),
  ms: z.int(),
  detail: z.string().optional(),
  lag_seconds: z
    .number()
    .nullable()
    .optional()
    .openapi({ description: 'Replica only: the largest possible lag behind the primary, in seconds' }),
})
type Part = z.infer<typeof Part>
/** The state of each part and its response time in ms. `degraded`: a part cannot do its work, but another part does it, or the rest goes on. */
export const Health = z
  .object({ status: z.enum(['ok', 'degraded', 'failing']), parts: z.record(z.string(), Part) })
  .openapi('Health')

const route = defineRoute({
  access: 'anyone',
  method: 'get',
  path: '/health',
  summary: 'Get the state of each part',
  security: [],
  responses: {
    200: {
      description: 'Every part answers. The work of a degraded one is done in another way, or waits',
      content: { 'application/json': { schema: Health } },
    },
    503: { description: 'A part does not answer', content: { 'application/json': { schema: Health } } },
    default: problemResponse,
  },
})

export const getHealth = (app: Api) =>
  app.openapi(route, async (c) => {
    const { ctx } = c.var
    const parts = {
      database: await probe(ctx, () => ping(ctx.db)),
      clock: await probe(ctx, () => readClockState(ctx), clockPart),
      replica: await probe(ctx, () => examineReplica(ctx), replicaPart),
      lanes: await probe(ctx, async () => withLanes(ctx).lanes.summary('interactive')),
      domains: await probe(ctx, async () => withLanes(ctx).domainReader.busiest(1), domainsPart),
      browsers: await probe(ctx, async () => withLanes(ctx).browsers.use(), browsersPart),
      files: await probe(ctx, async () => readBucket(withFiles(ctx))),
    }
    const worst = (['failing', 'degraded'] as const).find((status) =>
      Object.values(parts).some((part) => part.status === status),
    )
    return c.json({ status: worst ?? 'ok', parts } as const, worst === 'failing' ? 503 : 200)
  })

async function examineReplica({ replica, db }: ApiContext): Promise<ReplicaReport> {
  if (!replica) throw new EdgesweepError('unavailable', 'DATABASE_REPLICA_URL is not set; live reads go to the primary')
  return replica.examine(db)
}

/** A clock that differs more from the database's than this makes the part degraded, in ms. A query takes milliseconds. */
const clockToleranceMs = 5_000
/** A round that is due for longer makes the part degraded, in seconds. A deployment replaces the Worker within seconds. */
const roundToleranceSeconds = 120

function clockPart({ aheadMs, lastRoundAt, lateSeconds }: ClockState): Partial<Part> {
  const isOff = Math.abs(aheadMs) > clockToleranceMs || lateSeconds > roundToleranceSeconds
  const clocks = `${Math.abs(aheadMs)} ms ${aheadMs < 0 ? 'behind' : 'ahead of'} the database's clock`
  const late = lateSeconds >= 1 ? `; the next one is ${Math.round(lateSeconds)} s late` : ''
  const rounds = lastRoundAt ? `; the last round of the clock began at ${lastRoundAt}${late}` : ''
  return { status: isOff ? 'degraded' : 'ok', detail: clocks + rounds }
}

/** A domain that holds work back is no fault of the deployment. Everybody reads this, so no domain is named. */
const domainsPart = ({ domains, others }: BusyDomains): Partial<Part> => ({
  detail: `busy domains: ${domains.length + others}`,
})

const replicaPart = ({ condition, lagMs, words }: ReplicaReport): Partial<Part> => ({
  status: condition === 'serving' ? 'ok' : 'degraded',
  detail: words,
  lag_seconds: lagMs === null ? null : lagMs / 1000,
})

/** Pages that need no browser are read all the same, so browsers that cannot start make the deployment degraded, not failing. */
function browsersPart(use: BrowserUse | null): Partial<Part> {
  const trouble = use?.trouble
  if (!trouble) return {}
  const since = new Date(trouble.since).toISOString()
  const detail = `no browser has started since ${since} (attempts: ${trouble.failures}); the scraper's log has the error`
  return { status: 'degraded', detail }
}

async function probe<Answer>(
  ctx: ApiContext,
  check: () => Promise<Answer>,
  report: (answer: Answer) => Partial<Part> = () => ({}),
): Promise<Part> {
  const startedAt = ctx.clock.now()
  try {
    const details = report(await check())
    return { status: 'ok', ms: ctx.clock.now() - startedAt, ...details }
  } catch (error) {
    // A host without this part is healthy.
    if (error instanceof EdgesweepError && error.code === 'unavailable') {
      return { status: 'absent', ms: ctx.clock.now() - startedAt, detail: error.message }
    }
    ctx.log.error('health.check_failed', { error: String(error) })
    return { status: 'failing', ms: ctx.clock.now() - startedAt, detail: 'no answer; the log has the error' }
  }
}
