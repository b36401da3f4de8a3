import { namedPipeline } from '@edgesweep/core/pipeline/named-pipeline.ts'
import { ReleaseRequest } from '@edgesweep/core/pipeline/record-requests.ts'
import { releaseClaims as release } from '@edgesweep/core/pipeline/release-claims.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { PipelineParams } from '../../schemas/pipeline.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'write',
  method: 'post',
  path: '/v1/pipelines/{name}/release',
  summary: 'Release stale claims, or all claims of one instance',
  request: {
    params: PipelineParams,
    body: { required: true, content: { 'application/json': { schema: ReleaseRequest } } },
  },
  responses: {
    200: {
      description: 'The number of records that are due again',
      content: { 'application/json': { schema: z.object({ released: z.int() }) } },
    },
    default: problemResponse,
  },
})

export const releaseClaims = (app: Api) =>
  app.openapi(route, async (c) => {
    const pipeline = namedPipeline(c.req.valid('param').name)
    return c.json({ released: await release(c.var.ctx, pipeline, c.req.valid('json')) }, 200)
  })
