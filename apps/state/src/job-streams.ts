import type { LoggedEvent } from '@edgesweep/core/job/job-port.ts'
import { isJobEnded, type JobState } from '@edgesweep/core/job/job-state.ts'
import { streamedEvent } from '@edgesweep/core/job/streamed-event.ts'

/** The state that a socket keeps through an eviction: the `seq` of the last event sent on it. */
type Attachment = { sent: number }

/** The maximum number of rows of the log that are in memory at once. */
const chunk = 500

/**
 * The WebSockets that carry a job's events, each event once and in order. They hibernate: after an eviction the object continues after
 * the event that the socket's attachment names.
 */
export class JobStreams {
  readonly #ctx: DurableObjectState
  readonly #events: (after: number, limit: number) => LoggedEvent[]

  /** `events` reads the log after a `seq`, in order. */
  constructor(ctx: DurableObjectState, events: (after: number, limit: number) => LoggedEvent[]) {
    this.#ctx = ctx
    this.#events = events
  }

  /**
   * Answers an upgrade with a socket for the events after `?after=`. If the job has ended and no event is left, the socket closes at once;
   * with `?ended=204` the answer is then 204.
   */
  open(request: Request, job: JobState | null): Response {
    if (request.headers.get('upgrade') !== 'websocket')
      return new Response('events go out on a WebSocket: send `Upgrade: websocket`\n', { status: 426 })
    const { searchParams } = new URL(request.url)
    const sent = Number(searchParams.get('after'))
    const over = job !== null && isJobEnded(job.status) && this.#events(sent, 1).length === 0
    if (over && searchParams.get('ended') === '204') return new Response(null, { status: 204 })
    const { 0: theirs, 1: ours } = new WebSocketPair()
    this.#ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
    this.#ctx.acceptWebSocket(ours)
    ours.serializeAttachment({ sent } satisfies Attachment)
    if (job) this.#send(ours, job)
    return new Response(null, { status: 101, webSocket: theirs })
  }

  /** Sends each socket the events that it lacks. Call it in the turn that stored them: the platform sends only after that write is durable. */
  publish(job: JobState): void {
    for (const socket of this.#ctx.getWebSockets()) this.#send(socket, job)
  }

  /** Ends all streams when the results of the job expire. */
  close(): void {
    for (const socket of this.#ctx.getWebSockets()) endSocket(socket, 'the results of the job have expired')
  }

  #send(socket: WebSocket, job: JobState): void {
    let { sent } = socket.deserializeAttachment() as Attachment
    for (let events = this.#events(sent, chunk); events.length > 0; events = this.#events(sent, chunk)) {
      if (!events.every((event) => sendOn(socket, JSON.stringify(streamedEvent(job.id, event))))) return
      sent = events.at(-1)!.seq
      socket.serializeAttachment({ sent } satisfies Attachment)
    }
    if (isJobEnded(job.status)) endSocket(socket, `the job has ended: ${job.status}`)
  }
}

/** False when the client is gone. It requests the missing events when it reconnects. */
function sendOn(socket: WebSocket, message: string): boolean {
  try {
    socket.send(message)
    return true
  } catch {
    return false
  }
}

function endSocket(socket: WebSocket, reason: string): void {
  if (socket.readyState === WebSocket.OPEN) socket.close(1000, reason)
}
