import { readOperations } from '@edgesweep/core/operations/read-operations.ts'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { OperationsBody, operationsBody } from '../../schemas/operations.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/operations',
  summary: 'How the whole is doing: waits, browsers, connections, sweeps, as they were a few seconds ago at most',
  responses: {
    200: { description: 'What `/metrics` tells', content: { 'application/json': { schema: OperationsBody } } },
    default: problemResponse,
  },
})

export const getOperations = (app: Api) =>
  app.openapi(route, async (c) =>
    c.json(operationsBody(await readOperations({ ...c.var.ctx, db: c.var.ctx.primaryReads })), 200),
  )
