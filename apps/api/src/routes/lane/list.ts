import { isClockKey } from '@edgesweep/core/clock-key.ts'
import { laneNames } from '@edgesweep/core/lane/lane.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withLanes } from '../../http/with-parts.ts'
import { JobKind } from '../../schemas/job.ts'
import { problemResponse } from '../../schemas/problem.ts'

/** A lane with its first running and waiting jobs. */
export const LaneBody = z
  .object({
    lane: z.enum(laneNames),
    waiting: z.int(),
    running: z.int(),
    oldest_waiting_at: z.iso.datetime().nullable(),
    jobs: z
      .array(
        z.object({
          id: z.string(),
          kind: JobKind,
          running: z.boolean(),
          own: z
            .boolean()
            .openapi({ description: "False for the clock's sweeps, which every key may read and none may change" }),
          submitted_at: z.iso.datetime(),
        }),
      )
      .openapi({
        description: 'The first running and waiting jobs of the caller and of the clock',
      }),
  })
  .openapi('Lane')

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/lanes',
  summary: 'List the lanes with their numbers of waiting and running jobs',
  responses: {
    200: {
      description: 'The lanes, the most urgent first',
      content: { 'application/json': { schema: z.object({ data: z.array(LaneBody) }) } },
    },
    default: problemResponse,
  },
})

export const listLanes = (app: Api) =>
  app.openapi(route, async (c) => {
    const { caller } = c.var
    const { lanes } = withLanes(c.var.ctx)
    const summaries = await Promise.all(laneNames.map((lane) => lanes.summary(lane)))
    const data = summaries.map(({ lane, waiting, running, oldestWaitingAt, jobs }) => ({
      lane,
      waiting,
      running,
      oldest_waiting_at: oldestWaitingAt === null ? null : new Date(oldestWaitingAt).toISOString(),
      jobs: jobs
        .filter((job) => job.keyId === caller.keyId || isClockKey(job.keyId))
        .map(({ id, keyId, kind, running, submittedAt }) => ({
          id,
          kind,
          running,
          own: keyId === caller.keyId,
          submitted_at: new Date(submittedAt).toISOString(),
        })),
    }))
    return c.json({ data }, 200)
  })
