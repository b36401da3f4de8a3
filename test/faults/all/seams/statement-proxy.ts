import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { Pool } from 'undici'

/** Stands between the Workers and the relay of the database, and can swallow the answer to a statement that has been committed. */
export class StatementProxy {
  readonly #relay: Pool
  readonly #server = createServer((request, response) => void this.#forward(request, response))
  #trap: { pattern: RegExp; strike: () => Promise<unknown>; struck: () => void } | null = null

  /** @param relay its `host:port`, which need not listen yet */
  constructor(relay: string) {
    this.#relay = new Pool(`http://${relay}`, { connections: 64 })
  }

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Calls `strike` once the next statement that contains `pattern` is committed. Its answer never arrives. Resolves when it has struck. */
  afterCommit(pattern: RegExp, strike: () => Promise<unknown>): Promise<void> {
    return new Promise((struck) => {
      this.#trap = { pattern, strike, struck }
    })
  }

  /** Strikes no more. */
  disarm(): void {
    this.#trap = null
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await this.#relay.destroy()
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await buffer(request)
      const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers
      const answer = await this.#relay.request({ method: 'POST', path: request.url!, headers, body })
      const bytes = await answer.body.bytes()
      const trap = this.#trap
      if (answer.statusCode === 200 && trap?.pattern.test(body.toString())) {
        this.#trap = null
        await trap.strike()
        response.destroy()
        return trap.struck()
      }
      response.writeHead(answer.statusCode, { 'content-type': 'application/json' }).end(bytes)
    } catch (error) {
      // As the relay answers when Postgres cannot be reached.
      if (!response.headersSent) response.writeHead(503).end(JSON.stringify({ message: String(error) }))
    }
  }
}
