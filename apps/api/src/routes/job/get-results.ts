import { jobKinds } from '@edgesweep/core/job/job-kinds.ts'
import { itemStatuses } from '@edgesweep/core/job/job-state.ts'
import { noSuchJob, readResults } from '@edgesweep/core/job/read-job.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withLanes } from '../../http/with-parts.ts'
import { numberCursor } from '../../schemas/cursor.ts'
import { jobBody } from '../../schemas/job.ts'
import { pageOf } from '../../schemas/page.ts'
import { problemResponse } from '../../schemas/problem.ts'

const results = Object.entries(jobKinds).map(([kind, { itemResult }]) => `\`${kind}\`: ${itemResult}`)

/** A job item with its result. */
export const JobItemBody = z
  .object({
    index: z.int(),
    label: z.string(),
    status: z.enum(itemStatuses),
    result: z.unknown().openapi({ description: `By the kind of the job: ${results.join('; ')}` }),
    error: z.string().nullable(),
  })
  .openapi('JobItem')

const query = z.object({
  cursor: numberCursor.default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
})

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/jobs/{id}/results',
  summary:
    'Get the items of a job with their results. Each result is available when its item finishes. Large results make a page of fewer than `limit` items',
  request: { params: z.object({ id: z.string() }), query },
  responses: {
    200: {
      description: 'A page of items in order',
      content: { 'application/json': { schema: pageOf(JobItemBody).extend({ status: z.string() }) } },
    },
    default: problemResponse,
  },
})

export const getJobResults = (app: Api) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const { cursor, limit } = c.req.valid('query')
    const found = await readResults(withLanes(c.var.ctx), c.var.caller, id, cursor, limit)
    if (!found) throw noSuchJob(id)
    const end = cursor + found.items.length
    const next = found.items.length > 0 && end < found.reading.job.total ? String(end) : null
    return c.json({ status: jobBody(found.reading).status, data: found.items, next }, 200)
  })
