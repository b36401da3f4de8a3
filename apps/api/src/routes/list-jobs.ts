import { listJobs as listEnded } from '@edgesweep/db/queries/list-jobs.ts'
import type { JobRow } from '@edgesweep/db/rows/job-row.ts'
import { createRoute, z } from '@hono/zod-openapi'
import type { Api } from '../api.ts'
import { PageQuery, page, pageOf } from '../schemas/page.ts'
import { problemResponse } from '../schemas/problem.ts'

/** A job that ended. */
export const EndedJob = z
  .object({
    id: z.string(),
    kind: z.string(),
    lane: z.string(),
    status: z.string(),
    total: z.int(),
    completed: z.int(),
    failed: z.int(),
    submitted_at: z.iso.datetime(),
    ended_at: z.iso.datetime(),
  })
  .openapi('EndedJob')

const query = PageQuery.extend({
  status: z.enum(['completed', 'partial', 'failed', 'cancelled', 'timed_out', 'expired']).optional(),
  kind: z.enum(['cart', 'outlet', 'page', 'sweep']).optional(),
})

const route = createRoute({
  method: 'get',
  path: '/v1/jobs',
  summary: "The caller's jobs that ended, newest first; those that wait or run are in /v1/lanes",
  request: { query },
  responses: {
    200: { description: 'A page of jobs', content: { 'application/json': { schema: pageOf(EndedJob) } } },
    default: problemResponse,
  },
})

export const listJobs = (app: Api) =>
  app.openapi(route, async (c) => {
    const { cursor, limit, status = null, kind = null } = c.req.valid('query')
    const rows = await listEnded(c.var.ctx.db, {
      keyId: c.var.caller.keyId,
      status,
      kind,
      before: placeOf(cursor),
      limit,
    })
    return c.json(
      page(rows, limit, body, (row) => `${row.submittedAt}~${row.id}`),
      200,
    )
  })

const placeOf = (cursor: string | undefined) => {
  const [submittedAt, id] = cursor?.split('~') ?? []
  return submittedAt && id && !Number.isNaN(Date.parse(submittedAt)) ? { submittedAt, id } : null
}

const body = (job: JobRow): z.infer<typeof EndedJob> => ({
  id: job.id,
  kind: job.kind,
  lane: job.lane,
  status: job.status,
  total: job.total,
  completed: job.completed,
  failed: job.failed,
  submitted_at: job.submittedAt,
  ended_at: job.endedAt,
})
