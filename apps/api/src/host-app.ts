import process from 'node:process'
import { consoleLog } from '@edgesweep/core/system.ts'
import type { Api } from './api.ts'
import { createApp } from './app.ts'
import { makeHostContext } from './host-context.ts'
import { serveDashboard } from './host-dashboard.ts'

/** The API and the dashboard for Node, Bun and Deno. */
export function createHostApp(): Api {
  const context = makeHostContext(process.env)
  const app = createApp(() => context)
  serveDashboard(app)
  return app
}

/** The listen address: `HOST` (default 127.0.0.1) and `PORT` (default 8787; 0 means any free port). Throws if `PORT` is invalid. */
export function listenAddress(): { hostname: string; port: number } {
  const { HOST = '127.0.0.1', PORT = '8787' } = process.env
  const port = Number(PORT)
  if (!/^\d+$/.test(PORT) || port > 65_535) throw new Error(`PORT must be a number from 0 to 65535, not "${PORT}"`)
  return { hostname: HOST, port }
}

/** Logs the address at which the API listens. */
export function logListening(url: string | URL): void {
  consoleLog('api').info('api.listening', { url: String(url).replace(/\/$/, '') })
}
