import { createMiddleware } from 'hono/factory'

/** Parts that a page loads by itself, which a reader of pages does not pace one by one. */
const parts = new Set(['api', 'assets', 'images'])

/** Counts the requests of a town by kind, and how many were under way at once. */
export class ServedCounter {
  #requests: Record<string, number> = {}
  #pages = { underWay: 0, peak: 0 }
  #all = { underWay: 0, peak: 0 }

  /** Put before what is to be counted. */
  readonly middleware = createMiddleware(async (c, next) => {
    const kind = kindOf(c.req.path)
    this.#requests[kind] = (this.#requests[kind] ?? 0) + 1
    const gauges = parts.has(kind) ? [this.#all] : [this.#all, this.#pages]
    for (const gauge of gauges) {
      gauge.underWay += 1
      gauge.peak = Math.max(gauge.peak, gauge.underWay)
    }
    try {
      await next()
    } finally {
      for (const gauge of gauges) gauge.underWay -= 1
    }
  })

  /** `peak_concurrent` counts pages, status calls and searches; `peak_concurrent_all` what pages load by themselves, too. */
  read() {
    return {
      total: Object.values(this.#requests).reduce((sum, count) => sum + count, 0),
      requests: { ...this.#requests },
      peak_concurrent: this.#pages.peak,
      peak_concurrent_all: this.#all.peak,
    }
  }

  reset(): void {
    this.#requests = {}
    this.#pages.peak = this.#pages.underWay
    this.#all.peak = this.#all.underWay
  }
}

/** The first segment of the path: `json-ld`, `search`, `images`, …; `home`, `status` for a scripted outlet's, `robots`. */
function kindOf(path: string): string {
  if (path === '/') return 'home'
  if (path === '/robots.txt') return 'robots'
  if (/^\/api\/scripted\/[^/]+\/status$/.test(path)) return 'status'
  const kind = path.split('/')[1] ?? ''
  const known = ['json-ld', 'scripted', 'microdata', 'api', 'search', 'offers', 'images', 'assets']
  return known.includes(kind) ? kind : 'other'
}
