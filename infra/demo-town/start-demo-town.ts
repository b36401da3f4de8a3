import { createAdaptorServer, type ServerType } from '@hono/node-server'
import { createTown, type TownOptions } from './create-town.ts'

export interface DemoTownOptions extends TownOptions {
  /** 0 means any free port. */
  port: number
  host?: string
}

export interface RunningTown {
  /** Without a trailing slash. */
  url: string
  close(): Promise<void>
}

/** Serves a demo town from this process. Rejects with an Error that names the port if it cannot listen. */
export async function startDemoTown({ port, host = '127.0.0.1', ...town }: DemoTownOptions): Promise<RunningTown> {
  const app = createTown({ latencyMs: 25, ...town })
  const server = createAdaptorServer({ fetch: app.fetch })
  await listen(server, port, host)
  const address = server.address()
  const chosen = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${host}:${chosen}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

const listen = (server: ServerType, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE'
          ? 'the port is in use; stop the program that uses it or choose another port'
          : error.message
      reject(new Error(`the demo town cannot listen on ${host}:${port}: ${reason}`, { cause: error }))
    })
    server.listen(port, host, resolve)
  })
