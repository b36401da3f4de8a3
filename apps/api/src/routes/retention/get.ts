import { readRetention } from '@edgesweep/core/retention/read-retention.ts'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withFiles } from '../../http/with-parts.ts'
import { problemResponse } from '../../schemas/problem.ts'
import { RetentionBody, retentionBody } from '../../schemas/retention.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/retention',
  summary: 'Get for how long each kind is kept, and what would be deleted now. Deletes nothing',
  description:
    'The answer is at most half a minute old. At most 100,000 rows of a kind and 10,000 files of a folder are counted.',
  responses: {
    200: { description: 'Every kind', content: { 'application/json': { schema: RetentionBody } } },
    default: problemResponse,
  },
})

export const getRetention = (app: Api) =>
  app.openapi(route, async (c) => {
    const ctx = withFiles(c.var.ctx)
    return c.json(retentionBody(await readRetention({ ...ctx, db: ctx.primaryReads })), 200)
  })
