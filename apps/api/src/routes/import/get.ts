import { findImport } from '@edgesweep/core/import/upload/find-import.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { ImportBody, importBody } from '../../schemas/import.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/imports/{id}',
  summary: 'Get an import with its progress and the counts of its rows',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: { description: 'The import', content: { 'application/json': { schema: ImportBody } } },
    default: problemResponse,
  },
})

export const getImport = (app: Api) =>
  app.openapi(route, async (c) =>
    c.json(importBody(await findImport(c.var.ctx, c.var.caller, c.req.valid('param').id)), 200),
  )
