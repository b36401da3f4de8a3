import type { JobStreams } from '@edgesweep/core/context.ts'

/** The events of jobs, which the `JobStatus` objects behind `namespace` send on WebSockets. */
export function jobStreamsOf(namespace: DurableObjectNamespace): JobStreams {
  const ask = (jobId: string, query: string) =>
    namespace
      .get(namespace.idFromName(jobId))
      .fetch(`https://job/events?${query}`, { headers: { upgrade: 'websocket' } })
  return {
    connect: (jobId, after) => ask(jobId, `after=${after}`),
    async read(jobId, after) {
      const { webSocket } = await ask(jobId, `after=${after}&ended=204`)
      return webSocket && messagesOf(webSocket)
    },
  }
}

/** The messages of a socket, until either end closes it or it fails. */
function messagesOf(socket: WebSocket): ReadableStream<string> {
  let open = true
  return new ReadableStream<string>({
    start(controller) {
      const end = () => {
        if (open) controller.close()
        open = false
      }
      socket.addEventListener('message', ({ data }) => {
        if (open) controller.enqueue(String(data))
      })
      socket.addEventListener('close', end)
      socket.addEventListener('error', end)
      socket.accept()
    },
    // An open socket would keep the invocation alive.
    cancel() {
      open = false
      socket.close(1000, 'the client disconnected')
    },
  })
}
