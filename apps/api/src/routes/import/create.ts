import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { beginUpload } from '@edgesweep/core/import/upload/begin-upload.ts'
import { ImportQuery, ImportRequest } from '@edgesweep/core/import/upload/import-request.ts'
import { receiveFile } from '@edgesweep/core/import/upload/receive-file.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { sizedBody } from '../../http/sized-body.ts'
import { withFiles } from '../../http/with-parts.ts'
import { ImportBody, importBody } from '../../schemas/import.ts'
import { problemResponse } from '../../schemas/problem.ts'

const file = { schema: z.string().openapi({ format: 'binary' }) }

const route = defineRoute({
  access: 'write',
  bodySize: 'json-or-file',
  method: 'post',
  path: '/v1/imports',
  summary: 'Import a CSV file, plain or gzip. The body is the file, or JSON that describes a file whose pieces follow',
  request: {
    query: ImportQuery,
    body: { content: { 'application/json': { schema: ImportRequest }, 'text/csv': file, 'application/gzip': file } },
  },
  responses: {
    201: { description: 'Created. Upload the pieces next', content: { 'application/json': { schema: ImportBody } } },
    202: { description: 'Started', content: { 'application/json': { schema: ImportBody } } },
    default: problemResponse,
  },
})

export const createImport = (app: Api) =>
  app.openapi(route, async (c) => {
    const { ctx, caller } = c.var
    const contentType = c.req.header('content-type') ?? ''
    if (contentType.startsWith('application/json')) {
      const row = await beginUpload(ctx, caller, c.req.valid('json') as ImportRequest)
      c.header('location', `/v1/imports/${row.id}`)
      return c.json(importBody(row), 201)
    }
    const { table, filename = 'upload.csv', ...options } = c.req.valid('query')
    if (!table) {
      const message = 'name the table of the file: ?table=advertisers or ?table=outlets'
      throw new EdgesweepError('invalid_input', message, { field: 'table' })
    }
    const isGzip = c.req.header('content-encoding') === 'gzip' || /^application\/(x-)?gzip/.test(contentType)
    const compression = isGzip ? ('gzip' as const) : undefined
    const request = { table, filename, compression, ...options }
    const row = await receiveFile(withFiles(ctx), caller, request, sizedBody(c.req.raw))
    c.header('location', `/v1/imports/${row.id}`)
    return c.json(importBody(row), 202)
  })
