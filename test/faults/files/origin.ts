import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const types = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf']

/** The content of file number `n`: always the same, and different from any other file's. */
export function fileAt(n: number): { body: Buffer; contentType: string } {
  const body = Buffer.alloc(500 + ((n * 7919) % 4_000), `file ${n} `)
  return { body, contentType: types[n % types.length]! }
}

/** The path of file number `n`. Every seventh file has moved. */
const pathOf = (n: number) => (n % 7 === 3 ? `/moved/${n}` : `/file/${n}`)

export interface Origin {
  host: string
  urlOf(n: number): string
  numberOf(url: string): number
  /** Answered requests, including redirects and failures. */
  requests(): number
  close(): Promise<void>
}

/**
 * A web server with any number of files, on a free local port. One in ten answers is slow (50 to 350 ms), one in eleven files
 * fails with 500 the first time, and one in seven redirects.
 */
export async function startOrigin(): Promise<Origin> {
  const failed = new Set<number>()
  let requests = 0
  const server = createServer(async (request, response) => {
    requests += 1
    const [, kind, number] = request.url!.split('/')
    const n = Number(number)
    if (kind === 'moved') return response.writeHead(302, { location: `/file/${n}` }).end()
    if (n % 10 === 1) await sleep(50 + ((n * 31) % 300))
    if (n % 11 === 2 && !failed.has(n)) {
      failed.add(n)
      return response.writeHead(500).end()
    }
    const { body, contentType } = fileAt(n)
    response.writeHead(200, { 'content-type': contentType, 'content-length': body.byteLength }).end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    urlOf: (n) => `http://${host}${pathOf(n)}`,
    numberOf: (url) => Number(new URL(url).pathname.split('/')[2]),
    requests: () => requests,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
