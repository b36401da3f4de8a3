import { listImports as list } from '@edgesweep/db/queries/import/list.ts'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { idCursor } from '../../schemas/cursor.ts'
import { ImportBody, importBody } from '../../schemas/import.ts'
import { page, pageOf, pageQuery } from '../../schemas/page.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/imports',
  summary: "List the caller's imports, newest first",
  request: { query: pageQuery(idCursor('imp_')) },
  responses: {
    200: { description: 'A page of imports', content: { 'application/json': { schema: pageOf(ImportBody) } } },
    default: problemResponse,
  },
})

export const listImports = (app: Api) =>
  app.openapi(route, async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const rows = await list(c.var.ctx.db, { keyId: c.var.caller.keyId, before: cursor ?? null, limit })
    return c.json(
      page(rows, limit, importBody, (row) => row.id),
      200,
    )
  })
