import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { readJob } from '@edgesweep/core/job/read-job.ts'
import { listFileTasks } from '@edgesweep/db/queries/list-file-tasks.ts'
import type { FileRow } from '@edgesweep/db/rows/file-row.ts'
import { createRoute, z } from '@hono/zod-openapi'
import type { Api } from '../api.ts'
import { PageQuery, page, pageOf } from '../schemas/page.ts'
import { problemResponse } from '../schemas/problem.ts'

/** A file that a job asked for. */
export const FileBody = z
  .object({
    id: z.string(),
    url: z.string(),
    status: z.enum(['pending', 'processing', 'done', 'failed']),
    name: z.string().nullable(),
    bytes: z.int().nullable(),
    sha256: z.string().nullable(),
    content_type: z.string().nullable(),
    error: z.string().nullable(),
  })
  .openapi('File')

const route = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}/files',
  summary: 'The files of a job, fetched or not yet; they stay when its results have expired',
  request: { params: z.object({ id: z.string() }), query: PageQuery },
  responses: {
    200: { description: 'A page of files', content: { 'application/json': { schema: pageOf(FileBody) } } },
    default: problemResponse,
  },
})

export const listJobFiles = (app: Api) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const { cursor, limit } = c.req.valid('query')
    const { ctx, caller } = c.var
    const files = (after: string | null, count: number) =>
      listFileTasks(ctx.db, { jobId: id, keyId: caller.keyId, after, limit: count })
    const rows = await files(cursor ?? null, limit)
    // The files outlive their job: only where there never were any is the job asked for.
    const known = rows.length > 0 || (cursor !== undefined && (await files(null, 1)).length > 0)
    if (!known && !(await readJob(ctx, caller, id)))
      throw new EdgesweepError('not_found', `there is no job ${id}, or it has expired and had no files`, {
        field: 'id',
      })
    return c.json(
      page(rows, limit, body, (row) => row.id),
      200,
    )
  })

const body = ({ id, url, status, name, bytes, sha256, contentType, error }: FileRow): z.infer<typeof FileBody> => ({
  id,
  url,
  status,
  name,
  bytes,
  sha256,
  content_type: contentType,
  error,
})
