import { exportAdvertisers as rows } from '@edgesweep/core/import/export-advertisers.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { csvResponse } from '../../http/csv-response.ts'
import { defineRoute } from '../../http/define-route.ts'
import { problemResponse } from '../../schemas/problem.ts'

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/advertisers/export',
  summary:
    'Export all advertisers as CSV. An apostrophe precedes each cell that a spreadsheet would take for a formula',
  responses: {
    200: { description: 'The file', content: { 'text/csv': { schema: z.string() } } },
    default: problemResponse,
  },
})

export const exportAdvertisers = (app: Api) =>
  app.openapi(route, (c) => csvResponse(rows(c.var.ctx), 'advertisers.csv'))
