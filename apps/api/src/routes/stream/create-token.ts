import { noSuchJob, readJob } from '@edgesweep/core/job/read-job.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withLanes } from '../../http/with-parts.ts'
import { problemResponse } from '../../schemas/problem.ts'
import { makeStreamToken } from '../../stream/stream-token.ts'

/** A token that replaces the API key where a client cannot send headers. */
export const StreamToken = z
  .object({
    token: z.string().openapi({ description: "The value of `?token=` for this job's events" }),
    expires_at: z.iso.datetime(),
  })
  .openapi('StreamToken')

const route = defineRoute({
  access: 'read',
  method: 'post',
  path: '/v1/jobs/{id}/stream-token',
  summary: "Create a token for a job's events, for clients that cannot send headers",
  description: "An EventSource or a browser's WebSocket cannot send `Authorization`. The scope `read` is enough.",
  request: { params: z.object({ id: z.string() }) },
  responses: {
    201: { description: 'The token, valid for five minutes', content: { 'application/json': { schema: StreamToken } } },
    default: problemResponse,
  },
})

export const createStreamToken = (app: Api) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const { ctx, caller } = c.var
    if (!(await readJob(withLanes(ctx), caller, id))) throw noSuchJob(id)
    const { token, expiresAt } = await makeStreamToken(ctx, caller, id)
    const expires_at = new Date(expiresAt * 1000).toISOString()
    return c.json({ token, expires_at }, 201, { 'cache-control': 'no-store' })
  })
