import type { HttpBindings } from '@hono/node-server'
import { createMiddleware } from 'hono/factory'
import { type Arrival, ArrivalLog } from '../machine/arrival-log.ts'

/** Kinds of subresources. A scraper paces pages, not the subresources that they load. */
const parts = new Set(['api', 'assets', 'images'])

/** Counts the requests of a town by kind and by concurrency. Keeps the newest 50,000 arrivals. */
export class ServedCounter {
  #requests: Record<string, number> = {}
  #pages = { underWay: 0, peak: 0 }
  #all = { underWay: 0, peak: 0 }
  #arrivals = new ArrivalLog(50_000)

  /** Counts the requests to all later routes. A request ends when its answer is sent or its client disconnects. */
  readonly middleware = createMiddleware<{ Bindings: Partial<HttpBindings> }>(async (c, next) => {
    const kind = kindOf(c.req.path)
    this.#requests[kind] = (this.#requests[kind] ?? 0) + 1
    const { pathname, search } = new URL(c.req.url)
    const arrival: Arrival = {
      at: performance.timeOrigin + performance.now(),
      path: pathname + search,
      user_agent: c.req.header('user-agent') ?? null,
      status: null,
    }
    this.#arrivals.add(arrival)
    const gauges = parts.has(kind) ? [this.#all] : [this.#all, this.#pages]
    for (const gauge of gauges) {
      gauge.underWay += 1
      gauge.peak = Math.max(gauge.peak, gauge.underWay)
    }
    const end = () => {
      for (const gauge of gauges) gauge.underWay -= 1
    }
    // A handler may hang or stream, so the end is the end of the server's response. A town that is called directly has none.
    const outgoing = c.env?.outgoing
    outgoing?.once('close', end)
    try {
      await next()
      if (!outgoing?.destroyed) arrival.status = c.res.status
    } finally {
      if (!outgoing) end()
    }
  })

  /** `peak_concurrent` counts pages, status calls and searches. `peak_concurrent_all` also counts subresources. */
  read() {
    return {
      total: Object.values(this.#requests).reduce((sum, count) => sum + count, 0),
      requests: { ...this.#requests },
      under_way: this.#all.underWay,
      peak_concurrent: this.#pages.peak,
      peak_concurrent_all: this.#all.peak,
    }
  }

  /** The arrivals, oldest first. */
  arrivals(): Arrival[] {
    return this.#arrivals.read()
  }

  reset(): void {
    this.#requests = {}
    this.#pages.peak = this.#pages.underWay
    this.#all.peak = this.#all.underWay
    this.#arrivals.clear()
  }
}

/** The kind of a request: the first segment of its path, or `home`, `robots`, `status` (of a scripted outlet) or `other`. */
function kindOf(path: string): string {
  if (path === '/') return 'home'
  if (path === '/robots.txt') return 'robots'
  if (/^\/api\/scripted\/[^/]+\/status$/.test(path)) return 'status'
  const kind = path.split('/')[1] ?? ''
  const known = ['json-ld', 'scripted', 'microdata', 'api', 'search', 'offers', 'odd', 'images', 'assets']
  return known.includes(kind) ? kind : 'other'
}
