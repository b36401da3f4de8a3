import { namedPipeline } from '@edgesweep/core/pipeline/named-pipeline.ts'
import { readPipelines } from '@edgesweep/core/pipeline/read-pipelines.ts'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { PipelineBody, PipelineParams, pipelineBody } from '../../schemas/pipeline.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/pipelines/{name}',
  summary: 'Get a pipeline: its records by status and its instances',
  request: { params: PipelineParams },
  responses: {
    200: { description: 'The pipeline', content: { 'application/json': { schema: PipelineBody } } },
    default: problemResponse,
  },
})

export const getPipeline = (app: Api) =>
  app.openapi(route, async (c) => {
    const [pipeline] = await readPipelines(c.var.ctx, [namedPipeline(c.req.valid('param').name)])
    return c.json(pipelineBody(pipeline!), 200)
  })
