import { readRejects } from '@edgesweep/core/import/reject-file.ts'
import { findImport } from '@edgesweep/core/import/upload/find-import.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { csvResponse } from '../../http/csv-response.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withFiles } from '../../http/with-parts.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/imports/{id}/rejects',
  summary: 'Download the rejected rows of an import as CSV: line, reason, row',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: { description: 'The reject file', content: { 'text/csv': { schema: z.string() } } },
    default: problemResponse,
  },
})

export const getImportRejects = (app: Api) =>
  app.openapi(route, async (c) => {
    const row = await findImport(c.var.ctx, c.var.caller, c.req.valid('param').id)
    return csvResponse(readRejects(withFiles(c.var.ctx), row), `${row.id}-rejects.csv`)
  })
