import { readPipelines } from '@edgesweep/core/pipeline/read-pipelines.ts'
import { pipelineNames } from '@edgesweep/db/schema/pipelines.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { PipelineBody, pipelineBody } from '../../schemas/pipeline.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/pipelines',
  summary: 'List all pipelines: records by status and instances',
  responses: {
    200: {
      description: 'The pipelines',
      content: { 'application/json': { schema: z.object({ data: z.array(PipelineBody) }) } },
    },
    default: problemResponse,
  },
})

export const listPipelines = (app: Api) =>
  app.openapi(route, async (c) => {
    const pipelines = await readPipelines(c.var.ctx, pipelineNames)
    return c.json({ data: pipelines.map(pipelineBody) }, 200)
  })
