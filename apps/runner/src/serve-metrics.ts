import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RunnerMetrics } from './metrics.ts'

/**
 * The address of the metrics server, from `METRICS_HOST` (default 127.0.0.1) and `METRICS_PORT` (default 9464; 0 means any free port). Throws an
 * Error if the port is invalid.
 */
export function metricsAddress(env: Record<string, string | undefined>): { hostname: string; port: number } {
  const { METRICS_HOST, METRICS_PORT = '9464' } = env
  const port = Number(METRICS_PORT)
  if (!/^\d+$/.test(METRICS_PORT) || port > 65_535) {
    throw new Error(`METRICS_PORT must be a number from 0 to 65535, not "${METRICS_PORT}"`)
  }
  return { hostname: METRICS_HOST || '127.0.0.1', port }
}

/**
 * Serves `/metrics` (Prometheus), `/governor` (the last 100 decisions as JSON) and `/health` (200, or 503 with the problem that `findProblem`
 * returns). Returns the address once the server listens. Throws if it cannot listen, for example because the port is in use.
 */
export async function serveMetrics(options: {
  metrics: RunnerMetrics
  hostname: string
  port: number
  findProblem: () => string | null
}): Promise<{ url: string; close(): Promise<void> }> {
  const { metrics, hostname, port, findProblem } = options
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://runner')
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendJson(response, 405, { error: 'use GET or HEAD' })
    if (pathname === '/metrics') {
      const text = await metrics.registry.metrics()
      return response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text)
    }
    if (pathname === '/governor') return sendJson(response, 200, { decisions: metrics.history.list() })
    if (pathname !== '/health') return sendJson(response, 404, { error: 'use /metrics, /governor or /health' })
    const detail = findProblem()
    if (detail === null) return sendJson(response, 200, { status: 'ok' })
    return sendJson(response, 503, { status: 'failing', detail })
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(port, hostname, listening)
  })
  const host = hostname.includes(':') ? `[${hostname}]` : hostname
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`)
}
