import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { readFileTask } from '@edgesweep/db/queries/file-task/read.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/files/{id}/content',
  summary: 'What is in a file, with the type that it was answered with',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: {
      description: 'The bytes',
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
      const message = file ? `the file ${id} is ${file.status}: there are no bytes of it` : `there is no file ${id}`
      throw new EdgesweepError('not_found', message, { field: 'id' })
    }
    const content = await ctx.files.get(file.name)
    if (!content) throw new EdgesweepError('not_found', `the bytes of the file ${id} are gone`, { field: 'id' })
    // Others made it: a browser must neither show it as a page of ours nor guess what it is.
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
