import { findRecord } from '@edgesweep/core/pipeline/find-record.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { FileBody, fileBody } from '../../schemas/file.ts'
import { PipelineParams } from '../../schemas/pipeline.ts'
import { problemResponse } from '../../schemas/problem.ts'
import { RecordBody, recordBody } from '../../schemas/record.ts'

/** A record with its result. `files` are the media files of an ad creative. */
export const WholeRecordBody = RecordBody.extend({ files: z.array(FileBody) }).openapi('WholeRecord')

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/pipelines/{name}/records/{id}',
  summary: 'Get a record with its result and its media files',
  request: { params: PipelineParams.extend({ id: z.string() }) },
  responses: {
    200: { description: 'The record', content: { 'application/json': { schema: WholeRecordBody } } },
    default: problemResponse,
  },
})

export const getRecord = (app: Api) =>
  app.openapi(route, async (c) => {
    const { name, id } = c.req.valid('param')
    const { record, files } = await findRecord(c.var.ctx, c.var.caller, name, id)
    return c.json({ ...recordBody(record), files: files.map(fileBody) }, 200)
  })
