import type { StreamedEvent } from '@edgesweep/core/job/streamed-event.ts'

/** Many proxies close a connection that is silent for 30 s. */
const heartbeatMs = 15_000
const reconnectMs = 2_000

/**
 * Converts a job's events (JSON) to Server-Sent Events (WHATWG HTML, 9.2). When the client disconnects, the stream is cancelled and cancels
 * `messages` at once.
 */
export function eventStream(messages: ReadableStream<string>): ReadableStream<Uint8Array> {
  const reader = messages.getReader()
  const encoder = new TextEncoder()
  let heartbeat: ReturnType<typeof setInterval>
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: ${reconnectMs}\n\n`))
      heartbeat = setInterval(() => {
        // Skipped while the client does not read, so that heartbeats do not pile up.
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
