import type { Context, MiddlewareHandler } from 'hono'
import { etag, RETAINED_304_HEADERS } from 'hono/etag'
import { createMiddleware } from 'hono/factory'
import type { ApiEnv, ApiParts } from '../api.ts'
import { LiveReads } from './live-reads.ts'

const tag = etag({
  weak: true,
  retainedHeaders: [...RETAINED_304_HEADERS, 'age', 'access-control-allow-origin', 'access-control-expose-headers'],
})

/** Middleware that makes the request's context. An answer from live reads gets an `ETag`, and `Server-Timing` with its database and duration. */
export const answerLive = (contextOf: (c: Context<ApiEnv>) => ApiParts): MiddlewareHandler<ApiEnv> =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const ctx = contextOf(c)
    const startedAt = ctx.clock.now()
    const reads = new LiveReads(ctx, { isPrimaryOnly: wantsFresh(c) })
    c.set('ctx', { ...ctx, reads })
    await next()
    // Every answer depends on the key. The answer with a WebSocket accepts no headers.
    if (c.res.status !== 101 && !c.res.headers.has('cache-control')) c.header('cache-control', 'private, no-store')
    if (reads.answeredBy === null) return
    if (c.res.ok) {
      c.header('cache-control', 'private, no-cache')
      await tag(c, async () => {})
    }
    const totalMs = ctx.clock.now() - startedAt
    c.header('server-timing', `db;desc="${reads.answeredBy}";dur=${reads.tookMs}, total;dur=${totalMs}`)
  })

/** `no-cache` counts only without `If-None-Match`, because `fetch` adds it to every revalidation (Fetch, HTTP-network-or-cache fetch). */
const wantsFresh = (c: Context): boolean =>
  /(^|,)\s*no-cache\s*(,|$)/i.test(c.req.header('cache-control') ?? '') && c.req.header('if-none-match') === undefined
