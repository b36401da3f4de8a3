import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'

/** An answer, or the lack of one. */
export interface Reply {
  /** 0 without an answer. */
  status: number
  text: string
}

/** A request to an API with a key. */
export interface Ask {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  /** The body as JSON text. */
  body?: string
  idempotencyKey?: string
}

const patienceMs = 60_000
const pauseMs = 50

/** A client with persistent connections and one request at a time on each. It uses little of the measured machine. */
export class LoadClient {
  readonly #pool: Pool
  readonly #authorization: string
  /** How often `insist` repeated a request. */
  resent = 0

  constructor(origin: string, key: string, connections: number) {
    this.#pool = new Pool(origin, { connections, pipelining: 1, headersTimeout: 120_000, bodyTimeout: 120_000 })
    this.#authorization = `Bearer ${key}`
  }

  async ask({ method, path, body, idempotencyKey }: Ask): Promise<Reply> {
    const headers: Record<string, string> = { authorization: this.#authorization }
    if (body !== undefined) headers['content-type'] = 'application/json'
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey
    try {
      const answer = await this.#pool.request({ method, path, headers, body: body ?? null })
      return { status: answer.statusCode, text: await answer.body.text() }
    } catch (error) {
      return { status: 0, text: String(error) }
    }
  }

  /** Repeats a request until it gets an answer other than 0, 429 or 5xx, as clients of a crashed server do. */
  async insist(ask: Ask): Promise<Reply> {
    for (const until = Date.now() + patienceMs; ; this.resent += 1) {
      const reply = await this.ask(ask)
      if (reply.status !== 0 && reply.status !== 429 && reply.status < 500) return reply
      if (Date.now() > until) {
        throw new Error(
          `${ask.method} ${ask.path}: still ${reply.status} after ${patienceMs} ms: ${reply.text.slice(0, 200)}`,
        )
      }
      await sleep(pauseMs)
    }
  }

  close(): Promise<void> {
    return this.#pool.destroy()
  }
}
