import type { HttpBindings } from '@hono/node-server'
import { createMiddleware } from 'hono/factory'
import { type Arrival, ArrivalLog } from '../machine/arrival-log.ts'

/** Parts that a page loads by itself, which a reader of pages does not pace one by one. */
const parts = new Set(['api', 'assets', 'images'])

/** Counts the requests of a town by kind, and how many were under way at once; keeps the newest 50,000 arrivals. */
export class ServedCounter {
  #requests: Record<string, number> = {}
  #pages = { underWay: 0, peak: 0 }
  #all = { underWay: 0, peak: 0 }
  #arrivals = new ArrivalLog(50_000)

  /** Put before what is to be counted. A request is over when its answer has been sent or its client is gone. */
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
    // A handler may hang or answer in a stream, so a server's response tells the end; a town that is called directly has none.
    const outgoing = c.env?.outgoing
    outgoing?.once('close', end)
    try {
      await next()
      if (!outgoing?.destroyed) arrival.status = c.res.status
    } finally {
      if (!outgoing) end()
    }
  })

  /** `peak_concurrent` counts pages, status calls and searches; `peak_concurrent_all` what pages load by themselves, too. */
  read() {
    return {
      total: Object.values(this.#requests).reduce((sum, count) => sum + count, 0),
      requests: { ...this.#requests },
      under_way: this.#all.underWay,
      peak_concurrent: this.#pages.peak,
      peak_concurrent_all: this.#all.peak,
    }
  }

  /** In the order in which they came. */
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

/** The first segment of the path: `json-ld`, `search`, `images`, …; `home`, `status` for a scripted outlet's, `robots`. */
function kindOf(path: string): string {
  if (path === '/') return 'home'
  if (path === '/robots.txt') return 'robots'
  if (/^\/api\/scripted\/[^/]+\/status$/.test(path)) return 'status'
  const kind = path.split('/')[1] ?? ''
  const known = ['json-ld', 'scripted', 'microdata', 'api', 'search', 'offers', 'odd', 'images', 'assets']
  return known.includes(kind) ? kind : 'other'
}
