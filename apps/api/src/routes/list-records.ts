import { listPipelineRecords } from '@edgesweep/core/pipeline/list-pipeline-records.ts'
import type { RecordRow } from '@edgesweep/db/queries/list-records.ts'
import { createRoute, z } from '@hono/zod-openapi'
import type { Api } from '../api.ts'
import { PageQuery, page, pageOf } from '../schemas/page.ts'
import { PipelineParams } from '../schemas/pipeline.ts'
import { problemResponse } from '../schemas/problem.ts'

/** A record of a pipeline, with what it is about: a login, an address, a search. */
export const RecordBody = z
  .object({
    id: z.string(),
    status: z.string(),
    attempts: z.int(),
    error: z.string().nullable(),
    claimed_by: z.string().nullable(),
    processing_started_at: z.iso.datetime().nullable(),
    lease_expires_at: z.iso.datetime().nullable(),
    updated_at: z.iso.datetime(),
    login: z.string().optional(),
    url: z.string().optional(),
    advertiser_id: z.string().nullable().optional(),
    job_id: z.string().optional(),
    query: z.string().optional(),
    limit: z.int().optional(),
    found: z.int().optional(),
    added: z.int().optional(),
  })
  .openapi('Record')

const route = createRoute({
  method: 'get',
  path: '/v1/pipelines/{name}/records',
  summary: "A pipeline's records, newest first; of files, none of another caller's jobs",
  request: { params: PipelineParams, query: PageQuery.extend({ status: z.string().max(20).optional() }) },
  responses: {
    200: { description: 'A page of records', content: { 'application/json': { schema: pageOf(RecordBody) } } },
    default: problemResponse,
  },
})

export const listRecords = (app: Api) =>
  app.openapi(route, async (c) => {
    const { cursor, limit, status } = c.req.valid('query')
    const { name } = c.req.valid('param')
    const rows = await listPipelineRecords(c.var.ctx, c.var.caller, name, { status, before: cursor, limit })
    return c.json(
      page(rows, limit, body, (row) => row.id),
      200,
    )
  })

const body = (row: RecordRow): z.infer<typeof RecordBody> => ({
  id: row.id,
  status: row.status,
  attempts: row.attempts,
  error: row.error,
  claimed_by: row.claimedBy,
  processing_started_at: row.processingStartedAt,
  lease_expires_at: row.leaseExpiresAt,
  updated_at: row.updatedAt,
  ...row.subject,
})
