import { completeUpload } from '@edgesweep/core/import/upload/complete-upload.ts'
import { CompleteRequest } from '@edgesweep/core/import/upload/import-request.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withFiles } from '../../http/with-parts.ts'
import { ImportBody, importBody } from '../../schemas/import.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'write',
  method: 'post',
  path: '/v1/imports/{id}/complete',
  summary: 'Start an import after all its pieces are uploaded',
  request: {
    params: z.object({ id: z.string() }),
    body: { required: true, content: { 'application/json': { schema: CompleteRequest } } },
  },
  responses: {
    202: { description: 'Started', content: { 'application/json': { schema: ImportBody } } },
    default: problemResponse,
  },
})

export const completeImport = (app: Api) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const { pieces } = c.req.valid('json')
    return c.json(importBody(await completeUpload(withFiles(c.var.ctx), c.var.caller, id, pieces)), 202)
  })
