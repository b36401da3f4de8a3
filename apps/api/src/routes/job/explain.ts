import { explainJob as explain } from '@edgesweep/core/job/explain-job.ts'
import { jobStatuses } from '@edgesweep/core/job/job-state.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withLanes } from '../../http/with-parts.ts'
import { problemResponse } from '../../schemas/problem.ts'
import { Estimate } from '../../schemas/receipt.ts'

/** The reason why a job waits, or its outcome. */
export const Why = z
  .object({
    state: z.enum(jobStatuses),
    message: z.string(),
    waits: z
      .array(z.object({ what: z.string(), reason: z.string(), until: z.iso.datetime() }))
      .openapi({ description: 'Up to 20 deferred items, soonest first; or the job itself' }),
    queue_position: z.int().nullable().openapi({ description: "From 1, among the caller's own waiting jobs" }),
    starts_in_seconds: Estimate.nullable(),
    eta_seconds: Estimate.nullable().openapi({ description: 'Seconds until the end' }),
  })
  .openapi('Why')

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/jobs/{id}/why',
  summary: 'Explain why a job waits, or how it ended, in a sentence and in fields',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: { description: 'The explanation', content: { 'application/json': { schema: Why } } },
    default: problemResponse,
  },
})

export const explainJob = (app: Api) =>
  app.openapi(route, async (c) => {
    const { state, message, waits, forecast } = await explain(
      withLanes(c.var.ctx),
      c.var.caller,
      c.req.valid('param').id,
    )
    const body = {
      state,
      message,
      waits: waits.map((wait) => ({ ...wait, until: new Date(wait.until).toISOString() })),
      queue_position: forecast?.position ?? null,
      starts_in_seconds: forecast?.startSeconds ?? null,
      eta_seconds: forecast?.etaSeconds ?? null,
    }
    return c.json(body, 200)
  })
