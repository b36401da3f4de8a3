import { listSweeps as list } from '@edgesweep/db/queries/list-sweeps.ts'
import { createRoute, z } from '@hono/zod-openapi'
import type { Api } from '../api.ts'
import { PageQuery, page, pageOf } from '../schemas/page.ts'
import { problemResponse } from '../schemas/problem.ts'

/** A sweep over the outlets that were due, or asked for. */
export const SweepBody = z
  .object({
    id: z.string(),
    job_id: z.string().nullable(),
    status: z.enum(['running', 'completed', 'failed']),
    outlets: z.int(),
    started_at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable(),
    progress: z
      .object({ completed: z.int(), failed: z.int(), total: z.int() })
      .nullable()
      .openapi({ description: 'While it runs: steps done of all, two an outlet (scan, then extract)' }),
  })
  .openapi('Sweep')

const route = createRoute({
  method: 'get',
  path: '/v1/sweeps',
  summary: 'Sweeps, newest first, with the progress of those that run',
  request: { query: PageQuery },
  responses: {
    200: { description: 'A page of sweeps', content: { 'application/json': { schema: pageOf(SweepBody) } } },
    default: problemResponse,
  },
})

export const listSweeps = (app: Api) =>
  app.openapi(route, async (c) => {
    const { ctx } = c.var
    const { cursor, limit } = c.req.valid('query')
    const rows = await list(ctx.reads, { before: cursor ?? null, limit })
    const bodies = await Promise.all(
      rows.map(async ({ id, jobId, status, outlets, startedAt, endedAt }) => {
        const job = status === 'running' && jobId ? await ctx.jobs.read(jobId) : null
        const progress = job && { completed: job.completed, failed: job.failed, total: job.total }
        return { id, job_id: jobId, status, outlets, started_at: startedAt, ended_at: endedAt, progress }
      }),
    )
    return c.json(
      page(
        bodies,
        limit,
        (body) => body,
        (body) => body.id,
      ),
      200,
    )
  })
