import type { JobKindName } from '@edgesweep/core/job/job-kinds.ts'
import { endedStatuses } from '@edgesweep/core/job/job-state.ts'
import { laneNames } from '@edgesweep/core/lane/lane.ts'
import { type ListedJob, listJobs as listEnded } from '@edgesweep/db/queries/job/list.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { cursorAt, placeCursor } from '../../schemas/cursor.ts'
import { Instant } from '../../schemas/instant.ts'
import { completedItems, failedItems, JobKind } from '../../schemas/job.ts'
import { page, pageOf, pageQuery } from '../../schemas/page.ts'
import { problemResponse } from '../../schemas/problem.ts'

/** An ended job. */
export const EndedJob = z
  .object({
    id: z.string(),
    kind: JobKind,
    lane: z.string(),
    status: z.string().openapi({ description: 'The outcome, or `expired` after the results are deleted' }),
    outcome: z.string().openapi({ description: 'The status at the end of the job' }),
    dead: z
      .boolean()
      .openapi({ description: 'Whether it is a dead letter: its lane gave it up, or it missed its deadline' }),
    total: z.int(),
    completed: completedItems,
    failed: failedItems,
    submitted_at: z.iso.datetime(),
    ended_at: z.iso.datetime(),
  })
  .openapi('EndedJob')

const query = pageQuery(placeCursor).extend({
  status: z
    .enum([...endedStatuses, 'expired'])
    .optional()
    .openapi({ description: 'The outcome, or `expired` for jobs whose results are deleted' }),
  kind: JobKind.optional(),
  lane: z.enum(laneNames).optional(),
  dead: z.enum(['true', 'false']).optional(),
  tag: z.string().max(64).optional(),
  submitted_after: Instant.optional(),
  submitted_before: Instant.optional(),
})

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/jobs',
  summary: "List the caller's ended jobs, newest first. Waiting and running jobs are in `/v1/lanes`",
  request: { query },
  responses: {
    200: { description: 'A page of jobs', content: { 'application/json': { schema: pageOf(EndedJob) } } },
    default: problemResponse,
  },
})

export const listJobs = (app: Api) =>
  app.openapi(route, async (c) => {
    const { cursor, limit, status, kind, lane, dead, tag, submitted_after, submitted_before } = c.req.valid('query')
    const rows = await listEnded(c.var.ctx.reads, {
      keyId: c.var.caller.keyId,
      ...(status === 'expired' ? { expired: true } : { status: status ?? null }),
      kind: kind ?? null,
      lane: lane ?? null,
      dead: dead === undefined ? null : dead === 'true',
      tag: tag ?? null,
      submittedAfter: submitted_after ?? null,
      submittedBefore: submitted_before ?? null,
      before: cursor === undefined ? null : { submittedAt: cursor.at, id: cursor.id },
      limit,
    })
    return c.json(
      page(rows, limit, body, (row) => cursorAt(row.submittedAt, row.id)),
      200,
    )
  })

const body = (job: ListedJob): z.infer<typeof EndedJob> => ({
  id: job.id,
  // A row has the kind of its job's spec.
  kind: job.kind as JobKindName,
  lane: job.lane,
  status: job.expired ? 'expired' : job.status,
  outcome: job.status,
  dead: job.dead,
  total: job.total,
  completed: job.completed,
  failed: job.failed,
  submitted_at: job.submittedAt,
  ended_at: job.endedAt,
})
