import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { readJob } from '@edgesweep/core/job/read-job.ts'
import { listFileTasks } from '@edgesweep/db/queries/file-task/list.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withLanes } from '../../http/with-parts.ts'
import { idCursor } from '../../schemas/cursor.ts'
import { FileBody, fileBody } from '../../schemas/file.ts'
import { page, pageOf, pageQuery } from '../../schemas/page.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/jobs/{id}/files',
  summary: 'List the files of a job or an ad creative. They outlive the results of the job',
  request: { params: z.object({ id: z.string() }), query: pageQuery(idCursor('fil_')) },
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
    // Files outlive their job, so the job is looked up only if it has no files.
    const known = rows.length > 0 || (cursor !== undefined && (await files(null, 1)).length > 0)
    if (!known && !(await readJob(withLanes(ctx), caller, id)))
      throw new EdgesweepError('not_found', `there is no job ${id}, or it expired and had no files`, {
        field: 'id',
      })
    return c.json(
      page(rows, limit, fileBody, (row) => row.id),
      200,
    )
  })
