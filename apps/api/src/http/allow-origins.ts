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

/** Adds CORS headers for the allowed origins and answers their preflights (Fetch standard, CORS). Other origins get no CORS headers. */
export const allowOrigins = createMiddleware<ApiEnv>((c, next) => {
  const origin = c.req.header('origin')
  // CORS does not apply to WebSockets, and their answer accepts no headers.
  const isCors = origin !== undefined && c.req.header('upgrade') === undefined
  return isCors && c.var.ctx.settings.allowedOrigins.includes(origin) ? allow(c, next) : next()
})
