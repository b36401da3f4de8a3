import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { outletVerdicts, readSweptOutlets } from '@edgesweep/core/job/read-swept-outlets.ts'
import { readSweep } from '@edgesweep/db/queries/sweep/read.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withLanes } from '../../http/with-parts.ts'
import { findLive } from '../../live/live-reads.ts'
import { numberCursor } from '../../schemas/cursor.ts'
import { pageOf, pageQuery } from '../../schemas/page.ts'
import { problemResponse } from '../../schemas/problem.ts'

/** How far a sweep got with one of its outlets. */
export const SweptOutletBody = z
  .object({
    outlet_id: z.string(),
    verdict: z.enum(outletVerdicts).nullable().openapi({
      description: 'Null while the sweep works on it. `offline`: scanned, and there was nothing to extract',
    }),
    reason: z
      .string()
      .nullable()
      .openapi({ description: 'Why the sweep got no further with the outlet, or what it waits for' }),
  })
  .openapi('SweptOutlet')

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/sweeps/{id}/outlets',
  summary: 'List the outlets of a sweep with their verdicts. They are kept for one hour after its end',
  request: { params: z.object({ id: z.string() }), query: pageQuery(numberCursor) },
  responses: {
    200: { description: 'A page of outlets', content: { 'application/json': { schema: pageOf(SweptOutletBody) } } },
    default: problemResponse,
  },
})

export const listSweptOutlets = (app: Api) =>
  app.openapi(route, async (c) => {
    const { ctx } = c.var
    const { id } = c.req.valid('param')
    const { cursor = 0, limit } = c.req.valid('query')
    const sweep = await findLive(ctx, (db) => readSweep(db, { sweepId: id }))
    if (!sweep) throw new EdgesweepError('not_found', `there is no sweep ${id}`, { field: 'id' })
    const found = sweep.jobId ? await readSweptOutlets(withLanes(ctx), sweep.jobId, cursor, limit) : null
    if (!found && sweep.endedAt)
      throw new EdgesweepError(
        'not_found',
        `the verdicts of the sweep ${id} have expired: they are kept for one hour`,
        {
          field: 'id',
        },
      )
    const data = found?.outlets.map(({ outletId, ...outlet }) => ({ outlet_id: outletId, ...outlet })) ?? []
    return c.json({ data, next: found?.next == null ? null : String(found.next) }, 200)
  })
