import { discoverProfiles as discover } from '@edgesweep/core/pipeline/add-records.ts'
import { DiscoveryRequest } from '@edgesweep/core/pipeline/record-requests.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { problemResponse } from '../../schemas/problem.ts'

/** A queued GitHub search. */
const DiscoveryBody = z.object({ id: z.string(), query: z.string(), status: z.literal('pending') }).openapi('Discovery')

const route = defineRoute({
  access: 'write',
  method: 'post',
  path: '/v1/pipelines/profiles/discover',
  summary: 'Search GitHub for users and add them to the pipeline `profiles`',
  request: { body: { required: true, content: { 'application/json': { schema: DiscoveryRequest } } } },
  responses: {
    202: {
      description: 'The search, as a record of the pipeline `discoveries`',
      content: { 'application/json': { schema: DiscoveryBody } },
    },
    default: problemResponse,
  },
})

export const discoverProfiles = (app: Api) =>
  app.openapi(route, async (c) => {
    const request = c.req.valid('json')
    const id = await discover(c.var.ctx, request)
    return c.json({ id, query: request.query, status: 'pending' as const }, 202)
  })
