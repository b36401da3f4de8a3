import { once } from 'node:events'
import { createServer } from 'node:http'
import { answerSql } from './answer-sql.ts'
import { Pools } from './pools.ts'
import { acceptTunnel } from './tunnel.ts'

export type Relay = { address: string; close(): Promise<void> }

export type RelayOptions = {
  host: string
  /** 0 means any free port. */
  port: number
  /** The `host:port` addresses of the Postgres servers and poolers that the relay may reach. */
  allowed: string[]
}

/**
 * Serves the protocols of `@neondatabase/serverless` in front of a plain Postgres: `POST /sql` for queries over HTTP, and a WebSocket at
 * `/v1?address=host:port` for the Postgres protocol.
 */
export async function startRelay({ host, port, allowed }: RelayOptions): Promise<Relay> {
  const pools = new Pools(allowed)
  const server = createServer((request, response) => {
    if (request.method === 'POST' && request.url === '/sql') return void answerSql(pools, request, response)
    response.writeHead(404).end('This is a database relay. Use POST /sql or a WebSocket at /v1?address=host:port.\n')
  })
  const tunnels = acceptTunnel(server, allowed)
  server.listen(port, host)
  await once(server, 'listening')
  const { port: chosen } = server.address() as { port: number }
  return {
    address: `${host}:${chosen}`,
    async close() {
      server.close()
      server.closeAllConnections()
      tunnels.close()
      await pools.close()
    },
  }
}
