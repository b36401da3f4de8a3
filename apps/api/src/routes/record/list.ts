import { listPipelineRecords } from '@edgesweep/core/pipeline/list-pipeline-records.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { idCursor } from '../../schemas/cursor.ts'
import { page, pageOf, pageQuery } from '../../schemas/page.ts'
import { PipelineParams } from '../../schemas/pipeline.ts'
import { problemResponse } from '../../schemas/problem.ts'
import { RecordBody, recordBody } from '../../schemas/record.ts'

/** The largest page with results. One result may have 256 KB. */
const maxResults = 100

/** Of profiles, creatives, discoveries and file tasks. */
const recordPrefixes = ['prf_', 'crv_', 'dsc_', 'fil_']

const Query = pageQuery(idCursor(...recordPrefixes)).extend({
  status: z.string().max(20).optional(),
  include: z
    .enum(['result'])
    .optional()
    .openapi({ description: `\`result\`: include the results; a page then has at most ${maxResults} records` }),
})

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/pipelines/{name}/records',
  summary: "List the records of a pipeline, newest first. Files of other callers' jobs are left out",
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
    const limit = withResult ? Math.min(query.limit, maxResults) : query.limit
    const filter = { status, before: cursor, limit, withResult }
    const rows = await listPipelineRecords(ctx, caller, name, filter)
    return c.json(
      page(rows, limit, recordBody, (row) => row.id),
      200,
    )
  })
