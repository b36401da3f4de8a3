import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { serveStatic } from 'hono/serve-static'
import type { Api } from './api.ts'
import { createApp } from './app.ts'
import { makeHostContext } from './host-context.ts'

const dashboard = fileURLToPath(new URL('../dist/dashboard', import.meta.url))

/** The API with the dashboard's bundled files, for any runtime that has Node's file system. */
export function createHostApp(): Api {
  const context = makeHostContext(process.env)
  const app = createApp(() => context)
  app.get(
    '/*',
    serveStatic({
      root: dashboard,
      join,
      getContent: async (path) => readFile(path).catch(() => null),
    }),
  )
  return app
}

/** Where the host listens: `HOST` (this machine only) and `PORT` (8787; 0: any free one). */
export function listenAddress(): { hostname: string; port: number } {
  return { hostname: process.env.HOST ?? '127.0.0.1', port: Number(process.env.PORT ?? 8787) }
}

/** Says on standard output that requests are taken, and where. */
export function sayListening(url: string | URL): void {
  console.log(
    JSON.stringify({ level: 'info', event: 'api.listening', app: 'api', url: String(url).replace(/\/$/, '') }),
  )
}
