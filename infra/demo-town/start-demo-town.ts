import { createAdaptorServer, type ServerType } from '@hono/node-server'
import { createTown, type TownOptions } from './create-town.ts'

export interface DemoTownOptions extends TownOptions {
  /** 0 takes any free port. */
  port: number
  host?: string
}

export interface RunningTown {
  /** Without a slash at its end. */
  url: string
  close(): Promise<void>
}

/** Serves a demo town from this process. Rejects when the port cannot be had, naming it. */
export async function startDemoTown({ port, host = '127.0.0.1', ...town }: DemoTownOptions): Promise<RunningTown> {
  const app = createTown({ latencyMs: 25, ...town })
  const server = createAdaptorServer({ fetch: app.fetch })
  await listen(server, port, host)
  const address = server.address()
  const taken = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${host}:${taken}`,
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
        error.code === 'EADDRINUSE' ? 'the port is taken; stop what uses it or choose another' : error.message
      reject(new Error(`demo town cannot listen on ${host}:${port}: ${reason}`, { cause: error }))
    })
    server.listen(port, host, resolve)
  })
