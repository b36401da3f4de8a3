import { readOperations } from '@edgesweep/core/operations/read-operations.ts'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { OperationsBody, operationsBody } from '../../schemas/operations.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/operations',
  summary: 'Get the metrics as JSON: waits, browsers, connections, sweeps and more. They are at most a few seconds old',
  responses: {
    200: {
      description: 'The same values as in `/metrics`',
      content: { 'application/json': { schema: OperationsBody } },
    },
    default: problemResponse,
  },
})

export const getOperations = (app: Api) =>
  app.openapi(route, async (c) =>
    c.json(operationsBody(await readOperations({ ...c.var.ctx, db: c.var.ctx.primaryReads })), 200),
  )
