import { noSuchJob } from '@edgesweep/core/job/no-such-job.ts'
import { readJob } from '@edgesweep/core/job/read-job.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { problemResponse } from '../../schemas/problem.ts'
import { eventStream } from '../../stream/event-stream.ts'

const seq = z.coerce.number().int().min(0)

const route = defineRoute({
  access: 'stream',
  method: 'get',
  path: '/v1/jobs/{id}/events',
  summary: 'What happens to a job, as it happens',
  description: `Server-Sent Events, or a WebSocket with \`Upgrade: websocket\`: each event once, in order, from a log that is kept as long as
the results. \`id\` is its \`seq\`, counted from 1, \`event\` its \`type\` (\`job.started\`, \`job.item\`, \`job.completed\`, \`job.failed\`,
\`job.cancelled\`), \`data\`, or the WebSocket's message, JSON: \`{seq, type, timestamp, job_id, item?}\`. The items of a
refresh carry their \`result\`, and in its \`fresh\` what is now known: \`{observed_at, outlet, items?}\`. A connection that breaks goes on
after \`Last-Event-ID\`, or \`?after=\`. The end of the job ends it, a WebSocket with the code 1000.`,
  request: {
    params: z.object({ id: z.string() }),
    query: z.object({
      after: seq.optional().openapi({ description: 'Only events with a greater `seq`' }),
      token: z.string().optional().openapi({ description: 'A stream token, in place of `Authorization`' }),
    }),
    headers: z.object({ 'last-event-id': seq.optional() }),
  },
  responses: {
    200: { description: 'Events', content: { 'text/event-stream': { schema: z.string() } } },
    101: { description: 'A WebSocket that carries them' },
    204: { description: 'The job has ended and nothing more will come' },
    default: problemResponse,
  },
})

export const streamJobEvents = (app: Api) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const { ctx, caller } = c.var
    const after = c.req.valid('header')['last-event-id'] ?? c.req.valid('query').after ?? 0
    if (!(await readJob(ctx, caller, id))) throw noSuchJob(id)
    if (c.req.header('upgrade')?.toLowerCase() === 'websocket') return ctx.streams.connect(id, after)
    const messages = await ctx.streams.read(id, after)
    if (!messages) return c.body(null, 204)
    return new Response(eventStream(messages), {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
    })
  })
