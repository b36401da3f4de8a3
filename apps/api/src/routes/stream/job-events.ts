import { noSuchJob, readJob } from '@edgesweep/core/job/read-job.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withLanes } from '../../http/with-parts.ts'
import { problemResponse } from '../../schemas/problem.ts'
import { eventStream } from '../../stream/event-stream.ts'

const seq = z.coerce.number().int().min(0)

const route = defineRoute({
  access: 'stream',
  method: 'get',
  path: '/v1/jobs/{id}/events',
  summary: 'Stream the events of a job',
  description: `Streams Server-Sent Events, or a WebSocket with \`Upgrade: websocket\`. Each event is sent once, in order. The log is kept as
long as the results. \`id\` is the event's \`seq\`, counted from 1. \`event\` is its \`type\`: \`job.started\`, \`job.item\`, \`job.completed\`,
\`job.failed\` or \`job.cancelled\`. \`data\`, or the message of the WebSocket, is JSON: \`{seq, type, timestamp, job_id, item?}\`. An item of a
refresh has its \`result\`, whose \`fresh\` is the new state of the outlet: \`{observed_at, outlet, items?}\`. After a lost connection the stream
continues after \`Last-Event-ID\` or \`?after=\`. The stream ends with the job; a WebSocket closes with code 1000.`,
  request: {
    params: z.object({ id: z.string() }),
    query: z.object({
      after: seq.optional().openapi({ description: 'Send only events with a greater `seq`' }),
      token: z.string().optional().openapi({ description: 'A stream token instead of `Authorization`' }),
    }),
    headers: z.object({ 'last-event-id': seq.optional() }),
  },
  responses: {
    200: { description: 'The events', content: { 'text/event-stream': { schema: z.string() } } },
    101: { description: 'A WebSocket with the events' },
    204: { description: 'The job has ended, and there are no further events' },
    default: problemResponse,
  },
})

export const streamJobEvents = (app: Api) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const { caller } = c.var
    const ctx = withLanes(c.var.ctx)
    const after = c.req.valid('header')['last-event-id'] ?? c.req.valid('query').after ?? 0
    if (!(await readJob(ctx, caller, id))) throw noSuchJob(id)
    if (c.req.header('upgrade')?.toLowerCase() === 'websocket') return ctx.streams.connect(id, after)
    const messages = await ctx.streams.read(id, after)
    if (!messages) return c.body(null, 204)
    return new Response(eventStream(messages), {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
    })
  })
