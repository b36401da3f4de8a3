import type { StreamedEvent } from '@edgesweep/core/job/streamed-event.ts'

/** Often enough for proxies that close what is silent for half a minute. */
const heartbeatMs = 15_000
const reconnectMs = 2_000

/** Server-Sent Events (WHATWG HTML, 9.2) from a job's events, each one JSON. Cancelling it, as when the client goes away, cancels `messages` at once. */
export function eventStream(messages: ReadableStream<string>): ReadableStream<Uint8Array> {
  const reader = messages.getReader()
  const encoder = new TextEncoder()
  let heartbeat: ReturnType<typeof setInterval>
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: ${reconnectMs}\n\n`))
      heartbeat = setInterval(() => {
        // A client that does not read gets no heap of them.
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(': still here\n\n'))
      }, heartbeatMs)
    },
    async pull(controller) {
      const { done, value } = await reader.read()
      if (!done) return controller.enqueue(encoder.encode(frameOf(value)))
      clearInterval(heartbeat)
      controller.close()
    },
    cancel(reason) {
      clearInterval(heartbeat)
      return reader.cancel(reason)
    },
  })
}

function frameOf(message: string): string {
  const { seq, type } = JSON.parse(message) as StreamedEvent
  return `id: ${seq}\nevent: ${type}\ndata: ${message}\n\n`
}
