import { readOperations } from '@edgesweep/core/operations/read-operations.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { operationsBody } from '../../schemas/operations.ts'
import { problemResponse } from '../../schemas/problem.ts'
import { metricsOf } from './metrics.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/metrics',
  summary: 'Get the metrics for Prometheus. They are at most a few seconds old',
  description: 'Set a key with the scope `read` as `authorization: {credentials: …}` in the scrape configuration.',
  responses: {
    200: { description: 'Metrics', content: { 'text/plain': { schema: z.string() } } },
    default: problemResponse,
  },
})

export const getMetrics = (app: Api) =>
  app.openapi(route, async (c) => {
    const registry = metricsOf(operationsBody(await readOperations({ ...c.var.ctx, db: c.var.ctx.primaryReads })))
    const headers = { 'Content-Type': registry.contentType, 'cache-control': 'no-store' }
    return c.text(await registry.metrics(), 200, headers)
  })
