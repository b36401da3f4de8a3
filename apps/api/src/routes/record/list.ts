import { listPipelineRecords } from '@edgesweep/core/pipeline/list-pipeline-records.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { PageQuery, page, pageOf } from '../../schemas/page.ts'
import { PipelineParams } from '../../schemas/pipeline.ts'
import { problemResponse } from '../../schemas/problem.ts'
import { RecordBody, recordBody } from '../../schemas/record.ts'

/** A result may have a quarter of a megabyte. */
const mostResults = 100

const Query = PageQuery.extend({
  status: z.string().max(20).optional(),
  include: z
    .enum(['result'])
    .optional()
    .openapi({ description: `\`result\`: with what has come of each, ${mostResults} at most` }),
})

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/pipelines/{name}/records',
  summary: "A pipeline's records, newest first; of files, none of another caller's jobs",
  request: { params: PipelineParams, query: Query },
  responses: {
    200: { description: 'A page of records', content: { 'application/json': { schema: pageOf(RecordBody) } } },
    default: problemResponse,
  },
})

export const listRecords = (app: Api) =>
  app.openapi(route, async (c) => {
    const { cursor, status, include, ...query } = c.req.valid('query')
    const { name } = c.req.valid('param')
    const { ctx, caller } = c.var
    const withResult = include === 'result'
    const limit = withResult ? Math.min(query.limit, mostResults) : query.limit
    const filter = { status, before: cursor, limit, withResult }
    const rows = await listPipelineRecords(ctx, caller, name, filter)
    return c.json(
      page(rows, limit, recordBody, (row) => row.id),
      200,
    )
  })
