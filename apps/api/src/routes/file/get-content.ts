import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { readFileTask } from '@edgesweep/db/queries/file-task/read.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withFiles } from '../../http/with-parts.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/files/{id}/content',
  summary: 'Download a file, with the content type that its server sent',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: {
      description: 'The file',
      content: { '*/*': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    default: problemResponse,
  },
})

export const getFileContent = (app: Api) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const { ctx, caller } = c.var
    const file = await readFileTask(ctx.db, { taskId: id, keyId: caller.keyId })
    if (!file?.name) {
      const message = file ? `the file ${id} is ${file.status} and has no content yet` : `there is no file ${id}`
      throw new EdgesweepError('not_found', message, { field: 'id' })
    }
    const content = await withFiles(ctx).files.get(file.name)
    if (!content) throw new EdgesweepError('not_found', `the content of the file ${id} is gone`, { field: 'id' })
    // The content is from elsewhere: a browser must not render it on this origin or guess its type.
    return new Response(content.body, {
      headers: {
        'content-type': content.contentType,
        'content-length': String(content.size),
        'content-disposition': `attachment; filename="${file.name.split('/').at(-1)}"`,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
      },
    })
  })
