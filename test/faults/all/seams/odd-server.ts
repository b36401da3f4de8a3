import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of this process whose answers a fault chooses. It counts its requests. */
export class OddServer {
  readonly #server = createServer((request, response) => {
    this.paths.push(request.url!)
    this.answer(request, response)
  })
  /** The paths of all requests. */
  readonly paths: string[] = []
  answer: RequestListener = (_, response) => response.writeHead(404).end()

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get origin(): string {
    return `http://${this.host}`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}
