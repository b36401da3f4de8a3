import type { Page, PageRequest } from '@edgesweep/sites/site/site.ts'
import type { Clock } from '../context.ts'

/** An older page may have changed. The next item of a job usually begins within milliseconds. */
const freshMs = 10_000
/** In characters of text. A page in a browser is at most 10 MB. */
const mostText = 16 * 1024 * 1024

interface Kept {
  page: Page
  at: number
}

/**
 * The pages that a job has just read, for its next item that makes the same request: an outlet's scan and its extraction often need one page. Each
 * page is taken once. The oldest are dropped when there is too much text.
 */
export class PagesAtHand {
  readonly #clock: Clock
  readonly #kept = new Map<string, Kept>()
  #text = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  keep(request: PageRequest, page: Page): void {
    this.take(request)
    this.#kept.set(keyOf(request), { page, at: this.#clock.now() })
    this.#text += page.body.length
    for (const [key, { page: oldest }] of this.#kept) {
      if (this.#text <= mostText) break
      this.#kept.delete(key)
      this.#text -= oldest.body.length
    }
  }

  /** The page that was kept for the same request within the last 10 s, or null. It is then no longer kept. */
  take(request: PageRequest): Page | null {
    const key = keyOf(request)
    const kept = this.#kept.get(key)
    if (!kept) return null
    this.#kept.delete(key)
    this.#text -= kept.page.body.length
    const age = this.#clock.now() - kept.at
    return age >= 0 && age <= freshMs ? kept.page : null
  }
}

/** Requests are equal if all of their fields are. */
const keyOf = (request: PageRequest): string => JSON.stringify(Object.entries(request).toSorted())
