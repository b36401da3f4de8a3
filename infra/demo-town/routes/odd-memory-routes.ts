import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { cookiePage, memoryPage } from '../pages/odd-memory-pages.ts'
import { readWord } from './read-parameter.ts'

/**
 * Pages that show whether a browser remembers an earlier job. `/memory?job=` looks for traces in every place and leaves its own. `/cached-token` can
 * be cached for an hour. `/cookie?set=` sets a cookie that scripts cannot read.
 */
export function oddMemoryRoutes(): Hono {
  const routes = new Hono()
  routes.get('/memory', (c) => {
    readWord('job', c.req.query('job'))
    c.header('cache-control', 'no-store')
    return c.html(memoryPage())
  })
  routes.get('/cached-token', (c) => {
    const cached = c.req.header('if-none-match')
    const token = randomUUID()
    const headers = { 'cache-control': 'max-age=3600', etag: cached ?? `"${token}"` }
    if (cached !== undefined) return c.body(null, 304, headers)
    // The answer names the page that requested it, so that a page recognises an answer from the cache.
    return c.json({ asked_by: c.req.header('x-odd-page') ?? null, token }, 200, headers)
  })
  routes.get('/cookie', (c) => {
    const word = c.req.query('set')
    if (word !== undefined) {
      c.header('set-cookie', `odd_visit=${readWord('set', word)}; HttpOnly; Path=/; Max-Age=3600; SameSite=Lax`)
    }
    c.header('cache-control', 'no-store')
    return c.html(cookiePage(c.req.header('cookie') ?? ''))
  })
  return routes
}
