import { eventStream } from '@edgesweep/api/src/stream/event-stream.ts'
import { jobStreamsOf } from '@edgesweep/cloudflare/job-streams.ts'

/** A Durable Object that sends an event on each new socket. `/send` sends one to all sockets; `/open` returns their number. */
export class Job {
  #ctx
  #seq = 0

  constructor(ctx) {
    this.#ctx = ctx
  }

  fetch(request) {
    const { pathname } = new URL(request.url)
    if (pathname === '/open') return Response.json(this.#ctx.getWebSockets().length)
    if (pathname === '/send') for (const socket of this.#ctx.getWebSockets()) socket.send(this.#event())
    if (pathname !== '/events') return new Response(null, { status: 204 })
    const { 0: theirs, 1: ours } = new WebSocketPair()
    this.#ctx.acceptWebSocket(ours)
    ours.send(this.#event())
    return new Response(null, { status: 101, webSocket: theirs })
  }

  webSocketClose() {}

  #event() {
    return JSON.stringify({ seq: ++this.#seq, type: 'job.item' })
  }
}

/** `/events` streams the object's events as the API does. Every other path goes to the object. */
export default {
  async fetch(request, { JOB }) {
    const { pathname } = new URL(request.url)
    if (pathname !== '/events') return JOB.get(JOB.idFromName('job')).fetch(`https://job${pathname}`)
    return new Response(eventStream(await jobStreamsOf(JOB).read('job', 0)), {
      headers: { 'content-type': 'text/event-stream' },
    })
  },
}
