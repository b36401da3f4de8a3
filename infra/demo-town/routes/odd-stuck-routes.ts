import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import { dialogPage, eatPage, lateWedgePage, wedgePage } from '../pages/odd-stuck-pages.ts'
import { readNumber } from './read-parameter.ts'

const htmlType = 'text/html; charset=UTF-8'
/** 64 KiB in one paragraph, which takes little time to lay out. */
const piece = new TextEncoder().encode('<p>'.padEnd(65_536, 'too much '))
/** The answer to a client that has disconnected. */
const unanswered = () => new Response(null, { status: 499 })

/**
 * Pages that hang in the browser: `/wedge`, `/wedge-late` and `/dialog`. Answers that hang: `/never`, `/slow?ms=` and `/drip`. `/huge?mb=` is a
 * large answer, `/eat?mb=` uses the browser's memory.
 */
export function oddStuckRoutes(): Hono {
  const routes = new Hono()
  routes.get('/wedge', (c) => c.html(wedgePage()))
  routes.get('/wedge-late', (c) => c.html(lateWedgePage()))
  routes.get('/dialog', (c) => c.html(dialogPage()))
  routes.get('/eat', (c) => c.html(eatPage(readNumber('mb', c.req.query('mb') ?? '100', { from: 1, to: 8192 }))))

  routes.get('/never', async (c) => {
    const { signal } = c.req.raw
    if (!signal.aborted) await once(signal, 'abort')
    return unanswered()
  })
  routes.get('/slow', async (c) => {
    const ms = readNumber('ms', c.req.query('ms') ?? '1000', { from: 0, to: 600_000 })
    try {
      await pause(ms, undefined, { signal: c.req.raw.signal })
    } catch {
      return unanswered()
    }
    return c.html(`<!doctype html><title>Slow</title><h1 id="name">Slow by ${ms} ms</h1>`)
  })
  routes.get('/drip', (c) => {
    c.header('content-type', htmlType)
    return stream(c, async (out) => {
      const page = '<!doctype html><title>Drip</title><h1 id="name">Drip</h1><p>'
      for (let index = 0; !out.aborted; index += 1) {
        await out.write(page[index] ?? '.')
        await pause(500, undefined, { ref: false })
      }
    })
  })
  routes.get('/huge', (c) => {
    const mb = readNumber('mb', c.req.query('mb') ?? '10', { from: 1, to: 4096 })
    c.header('content-type', htmlType)
    return stream(c, async (out) => {
      await out.write('<!doctype html><title>Huge</title><h1 id="name">Huge</h1>')
      for (let sent = 0; sent < mb * 16 && !out.aborted; sent += 1) await out.write(piece)
    })
  })
  return routes
}
