import process from 'node:process'
import { consoleLog } from '@edgesweep/core/system.ts'
import type { Api } from './api.ts'
import { createApp } from './app.ts'
import { makeHostContext } from './host-context.ts'
import { serveDashboard } from './host-dashboard.ts'

/** The API and the dashboard, for any runtime that has Node's file system. */
export function createHostApp(): Api {
  const context = makeHostContext(process.env)
  const app = createApp(() => context)
  serveDashboard(app)
  return app
}

/** Where the host listens: `HOST` (this machine only) and `PORT` (8787; 0: any free one). Throws on what is not a port. */
export function listenAddress(): { hostname: string; port: number } {
  const { HOST = '127.0.0.1', PORT = '8787' } = process.env
  const port = Number(PORT)
  if (!/^\d+$/.test(PORT) || port > 65_535) throw new Error(`PORT must be a number from 0 to 65535, not "${PORT}"`)
  return { hostname: HOST, port }
}

/** Says on standard output that requests are taken, and where. */
export function sayListening(url: string | URL): void {
  consoleLog('api').info('api.listening', { url: String(url).replace(/\/$/, '') })
}
