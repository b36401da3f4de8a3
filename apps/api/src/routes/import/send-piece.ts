import { receivePiece } from '@edgesweep/core/import/upload/receive-piece.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { sizedBody } from '../../http/sized-body.ts'
import { withFiles } from '../../http/with-parts.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'write',
  bodySize: 'file',
  method: 'put',
  path: '/v1/imports/{id}/pieces/{n}',
  summary:
    'Upload a piece of a file. Pieces are numbered from 1 and may come in any order. A piece sent again replaces the earlier one',
  request: {
    params: z.object({ id: z.string(), n: z.coerce.number().int().min(1).max(10_000) }),
    body: { content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } } },
  },
  responses: { 204: { description: 'The piece is stored' }, default: problemResponse },
})

export const sendImportPiece = (app: Api) =>
  app.openapi(route, async (c) => {
    const { id, n } = c.req.valid('param')
    await receivePiece(withFiles(c.var.ctx), c.var.caller, { importId: id, n }, sizedBody(c.req.raw))
    return c.body(null, 204)
  })
