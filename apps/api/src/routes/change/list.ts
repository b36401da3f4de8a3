import { changeKinds, eventKinds } from '@edgesweep/db/event-kinds.ts'
import { listChanges as list } from '@edgesweep/db/queries/change/list.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { idCursor } from '../../schemas/cursor.ts'
import { LiveHeaders, liveHeaders, notModified } from '../../schemas/live.ts'
import { page, pageOf, pageQuery } from '../../schemas/page.ts'
import { problemResponse } from '../../schemas/problem.ts'

const fieldsByKind = changeKinds.map((name) => `${name}: ${eventKinds[name].carries.join(', ')}`).join('; ')
const kind = z.enum(changeKinds)

/** A change event of an outlet. `old` and `new` contain the changed fields. */
export const ChangeBody = z
  .object({
    id: z.string(),
    kind: kind.openapi({ description: `Fields of \`old\` and \`new\`, by kind. ${fieldsByKind}` }),
    outlet_id: z.string(),
    item_id: z.string().nullable(),
    item_name: z.string().nullable(),
    old: z.unknown(),
    new: z.unknown(),
    observed_at: z.iso.datetime(),
    sweep_id: z.string().nullable(),
  })
  .openapi('Change')

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/changes',
  summary: 'List the change events of outlets, newest first',
  request: {
    query: pageQuery(idCursor('evt_')).extend({ outlet_id: z.string().optional(), kind: kind.optional() }),
    headers: LiveHeaders,
  },
  responses: {
    200: {
      description: 'A page of changes',
      headers: liveHeaders,
      content: { 'application/json': { schema: pageOf(ChangeBody) } },
    },
    304: notModified,
    default: problemResponse,
  },
})

export const listChanges = (app: Api) =>
  app.openapi(route, async (c) => {
    const { cursor, limit, outlet_id, kind } = c.req.valid('query')
    const rows = await list(c.var.ctx.reads, {
      outletId: outlet_id ?? null,
      kind: kind ?? null,
      before: cursor ?? null,
      limit,
    })
    c.header('age', String(Math.ceil(c.var.ctx.reads.lagMs / 1000)))
    return c.json(
      page(
        rows,
        limit,
        (row) => ({
          id: row.id,
          kind: row.kind,
          outlet_id: row.outletId,
          item_id: row.itemId,
          item_name: row.itemName,
          old: row.old,
          new: row.new,
          observed_at: row.observedAt,
          sweep_id: row.sweepId,
        }),
        (row) => row.id,
      ),
      200,
    )
  })
