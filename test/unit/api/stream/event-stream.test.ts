import { eventStream } from '@edgesweep/api/src/stream/event-stream.ts'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.useRealTimers()
})

const event = (seq: number, type = 'job.item') => JSON.stringify({ seq, type, job_id: 'job_1' })

/** Messages that the test sends; `cancelled` tells whether the stream has let go of them. */
function someMessages() {
  let controller!: ReadableStreamDefaultController<string>
  const state = { cancelled: false }
  const messages = new ReadableStream<string>({
    start: (its) => {
      controller = its
    },
    cancel: () => {
      state.cancelled = true
    },
  })
  return { messages, state, send: (text: string) => controller.enqueue(text), end: () => controller.close() }
}

test('each event is a frame with its seq and type, after how soon to come again', async () => {
  const { messages, send, end } = someMessages()
  send(event(1, 'job.started'))
  send(event(2))
  end()
  expect(await new Response(eventStream(messages)).text()).toBe(
    `retry: 2000\n\nid: 1\nevent: job.started\ndata: ${event(1, 'job.started')}\n\nid: 2\nevent: job.item\ndata: ${event(2)}\n\n`,
  )
})

test('a reader who goes away lets go of the messages at once, though none is under way', async () => {
  const { messages, state } = someMessages()
  const reader = eventStream(messages).getReader()
  await reader.read()
  const waiting = reader.read()
  await reader.cancel()
  expect(await waiting).toMatchObject({ done: true })
  expect(state.cancelled).toBe(true)
})

test('a silent job sends a comment every 15 s, and none once it has ended', async () => {
  vi.useFakeTimers()
  const { messages, send, end } = someMessages()
  const reader = eventStream(messages).getReader()
  const next = async () => new TextDecoder().decode((await reader.read()).value)
  await next()
  const silent = next()
  await vi.advanceTimersByTimeAsync(15_000)
  expect(await silent).toBe(': still here\n\n')
  send(event(1))
  expect(await next()).toContain('id: 1')
  end()
  expect(await reader.read()).toMatchObject({ done: true })
  expect(vi.getTimerCount()).toBe(0)
})

test('a reader who does not read is not sent one comment after another', async () => {
  vi.useFakeTimers()
  const { messages, end } = someMessages()
  const stream = eventStream(messages)
  await vi.advanceTimersByTimeAsync(150_000)
  end()
  expect(await new Response(stream).text()).toBe('retry: 2000\n\n')
})
