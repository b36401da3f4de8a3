import { eventStream } from '@edgesweep/api/src/stream/event-stream.ts'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.useRealTimers()
})

const event = (seq: number, type = 'job.item') => JSON.stringify({ seq, type, job_id: 'job_1' })

/** A stream of messages that the test sends. `cancelled` is true after the event stream cancelled it. */
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

test('an event stream sends the retry time first, then each event as a frame with its seq and type', async () => {
  const { messages, send, end } = someMessages()
  send(event(1, 'job.started'))
  send(event(2))
  end()
  expect(await new Response(eventStream(messages)).text()).toBe(
    `retry: 2000\n\nid: 1\nevent: job.started\ndata: ${event(1, 'job.started')}\n\nid: 2\nevent: job.item\ndata: ${event(2)}\n\n`,
  )
})

test('cancelling an event stream cancels its source at once, even without a pending message', async () => {
  const { messages, state } = someMessages()
  const reader = eventStream(messages).getReader()
  await reader.read()
  const waiting = reader.read()
  await reader.cancel()
  expect(await waiting).toMatchObject({ done: true })
  expect(state.cancelled).toBe(true)
})

test('an event stream without events sends a comment every 15 s until it ends', async () => {
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

test('an event stream whose client does not read queues no heartbeat comments', async () => {
  vi.useFakeTimers()
  const { messages, end } = someMessages()
  const stream = eventStream(messages)
  await vi.advanceTimersByTimeAsync(150_000)
  end()
  expect(await new Response(stream).text()).toBe('retry: 2000\n\n')
})
