import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { discardFile } from '@edgesweep/core/import/import-files.ts'
import { findImport } from '@edgesweep/core/import/upload/find-import.ts'
import { cancelImport as cancel } from '@edgesweep/db/queries/import/cancel.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withFiles } from '../../http/with-parts.ts'
import { ImportBody, importBody } from '../../schemas/import.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'write',
  method: 'post',
  path: '/v1/imports/{id}/cancel',
  summary: 'Cancel an import before its next step. Merged rows stay',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    202: {
      description: 'The import, which ends with its next step',
      content: { 'application/json': { schema: ImportBody } },
    },
    default: problemResponse,
  },
})

export const cancelImport = (app: Api) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const { ctx, caller } = c.var
    const cancelled = await cancel(ctx.db, { importId: id, keyId: caller.keyId })
    // An import without a worker has ended now. Otherwise its worker ends it and deletes its files.
    if (cancelled?.endedAt) await discardFile(withFiles(ctx), cancelled)
    if (cancelled) return c.json(importBody(cancelled), 202)
    const { status } = await findImport(ctx, caller, id)
    throw new EdgesweepError('conflict', `the import ${id} is already ${status}`, { field: 'id' })
  })
