import { allEventKinds } from '@edgesweep/db/event-kinds.ts'
import { listDeliveries as list } from '@edgesweep/db/queries/delivery/list.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { idCursor } from '../../schemas/cursor.ts'
import { page, pageOf, pageQuery } from '../../schemas/page.ts'
import { problemResponse } from '../../schemas/problem.ts'

const status = z.enum(['pending', 'delivered', 'failed', 'dead'])

/** One event for one endpoint. */
export const DeliveryBody = z
  .object({
    id: z.string(),
    event_id: z.string(),
    kind: z.enum(allEventKinds),
    url: z.string(),
    status,
    attempts: z.int(),
    last_status_code: z.int().nullable(),
    last_error: z.string().nullable(),
    created_at: z.iso.datetime(),
    delivered_at: z.iso.datetime().nullable(),
    next_attempt_at: z.iso.datetime(),
  })
  .openapi('Delivery')

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/deliveries',
  summary: "List the caller's webhook deliveries, newest first",
  request: { query: pageQuery(idCursor('dlv_')).extend({ status: status.optional() }) },
  responses: {
    200: { description: 'A page of deliveries', content: { 'application/json': { schema: pageOf(DeliveryBody) } } },
    default: problemResponse,
  },
})

export const listDeliveries = (app: Api) =>
  app.openapi(route, async (c) => {
    const { cursor, limit, status = null } = c.req.valid('query')
    const rows = await list(c.var.ctx.reads, { keyId: c.var.caller.keyId, status, before: cursor ?? null, limit })
    return c.json(
      page(
        rows,
        limit,
        (row) => ({
          id: row.id,
          event_id: row.eventId,
          kind: row.kind,
          url: row.url,
          status: row.status,
          attempts: row.attempts,
          last_status_code: row.lastStatusCode,
          last_error: row.lastError,
          created_at: row.createdAt,
          delivered_at: row.deliveredAt,
          next_attempt_at: row.nextAttemptAt,
        }),
        (row) => row.id,
      ),
      200,
    )
  })
