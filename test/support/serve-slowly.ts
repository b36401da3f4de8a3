import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface SlowServer {
  url: string
  host: string
  /** The number of requests so far. */
  asked(): number
  close(): Promise<void>
}

/** A server on a free local port whose answers take `ms` milliseconds. `page` returns the body for a path without its slash. */
export async function serveSlowly(ms: number, page: (path: string) => string): Promise<SlowServer> {
  let asked = 0
  const server = createServer(async (request, response) => {
    asked += 1
    await sleep(ms)
    response.writeHead(200, { 'content-type': 'text/html' }).end(page(request.url!.slice(1)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    url: `http://${host}/`,
    asked: () => asked,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The HTML of an ad's page. */
export const adPage = (n: string): string =>
  `<title>Creative ${n}</title><p>Ad number ${n}</p><a href="https://landing.example/${n}">More</a>`
