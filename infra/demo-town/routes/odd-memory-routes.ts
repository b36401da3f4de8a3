import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { cookiePage, memoryPage } from '../pages/odd-memory-pages.ts'
import { readWord } from './read-parameter.ts'

/**
 * What shows whether a browser remembers an earlier job: `/memory?job=`, a page that looks for traces in every place and leaves
 * its own; `/cached-token`, which a cache may keep for an hour; `/cookie?set=`, which sets a cookie that no script can see.
 */
export function oddMemoryRoutes(): Hono {
  const routes = new Hono()
  routes.get('/memory', (c) => {
    readWord('job', c.req.query('job'))
    c.header('cache-control', 'no-store')
    return c.html(memoryPage())
  })
  routes.get('/cached-token', (c) => {
    const kept = c.req.header('if-none-match')
    const token = randomUUID()
    const headers = { 'cache-control': 'max-age=3600', etag: kept ?? `"${token}"` }
    if (kept !== undefined) return c.body(null, 304, headers)
    // Who asked is in the answer, so that a page can tell an answer to itself from one out of a cache.
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
