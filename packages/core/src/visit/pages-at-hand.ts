import type { Page, PageRequest } from '@edgesweep/sites/site/site.ts'
import type { Clock } from '../context.ts'

/** An older page may have changed. The next item of a job usually begins within milliseconds. */
const freshMs = 10_000
/** In characters of text, for each job. An invocation runs up to ten jobs in an isolate of 128 MB. */
const mostText = 2 * 1024 * 1024

interface Kept {
  page: Page
  at: number
}

/**
 * The pages that a job has just read, for its next item that makes the same request: an outlet's scan and its extraction often need one page. Each
 * page is taken once. Pages that are too old, and the oldest when there is too much text, are dropped.
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
    for (const [key, kept] of this.#kept) {
      if (this.#text <= mostText && this.#isFresh(kept)) break
      this.#drop(key, kept)
    }
  }

  /** The page that was kept for the same request within the last 10 s, or null. It is then no longer kept. */
  take(request: PageRequest): Page | null {
    const key = keyOf(request)
    const kept = this.#kept.get(key)
    if (!kept) return null
    this.#drop(key, kept)
    return this.#isFresh(kept) ? kept.page : null
  }

  #drop(key: string, { page }: Kept): void {
    this.#kept.delete(key)
    this.#text -= page.body.length
  }

  #isFresh({ at }: Kept): boolean {
    const age = this.#clock.now() - at
    return age >= 0 && age <= freshMs
  }
}

/** Requests are equal if all of their fields are. */
const keyOf = (request: PageRequest): string => JSON.stringify(Object.entries(request).toSorted())
