import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import type { ApiEnv } from '../api.ts'

const allow = cors({
  origin: (origin) => origin,
  allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowHeaders: [
    'Authorization',
    'Cache-Control',
    'Content-Type',
    'Idempotency-Key',
    'If-None-Match',
    'Last-Event-ID',
    'traceparent',
  ],
  exposeHeaders: [
    'Age',
    'ETag',
    'Location',
    'RateLimit-Limit',
    'RateLimit-Remaining',
    'RateLimit-Reset',
    'Retry-After',
    'Server-Timing',
  ],
  maxAge: 600,
})

/** Lets pages of the allowed origins ask from a browser, preflight and all (Fetch, CORS). Others are answered as if there were no such thing. */
export const allowOrigins = createMiddleware<ApiEnv>((c, next) => {
  const origin = c.req.header('origin')
  // A WebSocket knows no CORS, and its answer takes no headers.
  const counts = origin !== undefined && c.req.header('upgrade') === undefined
  return counts && c.var.ctx.settings.allowedOrigins.includes(origin) ? allow(c, next) : next()
})
