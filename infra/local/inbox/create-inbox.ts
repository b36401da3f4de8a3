import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { inboxPage } from './inbox-page.ts'
import { Messages } from './messages.ts'

/** The status of the next `times` answers, instead of success. */
type Answer = { status: number; times: number }

/**
 * The webhook receiver of a local run. It verifies and stores each webhook that is posted to `/`, shows them at `/` and lists them at `/messages`.
 * `POST /_inbox/answer {"status": 500, "times": 2}` makes it refuse the next two.
 */
export function createInbox(secret: string): Hono {
  const messages = new Messages(secret)
  let answer: Answer = { status: 204, times: 0 }
  const app = new Hono()

  app.post('/', async (c) => {
    const { id, verified } = messages.add(c.req.header(), await c.req.text())
    if (answer.times > 0) {
      answer.times -= 1
      return new Response(null, { status: answer.status })
    }
    return c.json({ id, verified })
  })
  app.get('/messages', (c) => c.json(messages.all()))
  app.get('/events', (c) =>
    streamSSE(c, async (stream) => {
      const ended = Promise.withResolvers<void>()
      const stop = messages.onAdd(() => void stream.writeSSE({ data: 'new' }))
      stream.onAbort(() => ended.resolve())
      await ended.promise
      stop()
    }),
  )
  app.post('/_inbox/answer', async (c) => {
    const { status, times } = (await c.req.json()) as Partial<Answer>
    if (!isStatus(status) || !Number.isInteger(times) || times! < 0) {
      return c.text('Send {"status": 200 to 599, "times": a whole number}.\n', 400)
    }
    answer = { status, times: times! }
    return c.json(answer)
  })
  app.get('/', (c) => c.html(inboxPage))
  return app
}

function isStatus(status: unknown): status is number {
  return Number.isInteger(status) && Number(status) >= 200 && Number(status) <= 599
}
