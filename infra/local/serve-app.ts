import { once } from 'node:events'
import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import type { Hono } from 'hono'

export type ServedApp = { url: string; close(): Promise<void> }

/** Serves a Hono app on an address of this machine. */
export async function serveApp(app: Hono, hostname: string, port: number): Promise<ServedApp> {
  const server = serve({ fetch: app.fetch, hostname, port }) as Server
  await once(server, 'listening')
  const { port: chosen } = server.address() as { port: number }
  return {
    url: `http://${hostname}:${chosen}`,
    async close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
