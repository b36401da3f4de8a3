import type { LoggedEvent } from '@edgesweep/core/job/job-port.ts'
import { isJobEnded, type JobState } from '@edgesweep/core/job/job-state.ts'
import { streamedEvent } from '@edgesweep/core/job/streamed-event.ts'

/** What a socket carries through an eviction: the `seq` of the last event that went out on it. */
type Attachment = { sent: number }

/** Rows of the log in memory at once. */
const chunk = 500

/**
 * The WebSockets on which a job's events go out, each event once and in order. They hibernate: an object that is evicted meanwhile
 * goes on where the socket's attachment says.
 */
export class JobStreams {
  readonly #ctx: DurableObjectState
  readonly #events: (after: number, limit: number) => LoggedEvent[]

  /** `events`: what the log holds after a `seq`, in order. */
  constructor(ctx: DurableObjectState, events: (after: number, limit: number) => LoggedEvent[]) {
    this.#ctx = ctx
    this.#events = events
  }

  /** Answers an upgrade with a socket for the events after `?after=`; when the job has ended and none will come, one that is closed, or 204 for `?ended=204`. */
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

  /** Sends to each socket what the log holds beyond what it was sent: to be called in the turn that stored it, which sends then wait for. */
  publish(job: JobState): void {
    for (const socket of this.#ctx.getWebSockets()) this.#send(socket, job)
  }

  /** Ends all streams: the job is no longer known. */
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

/** False when the client is gone: what it lacks it asks for when it comes back. */
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
