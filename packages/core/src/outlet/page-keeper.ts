import { type KeptPage, type OutletPagesObservation, recordOutletPages } from '@edgesweep/db/queries/page/record.ts'
import type { Page, PageRequest } from '@edgesweep/sites/site/site.ts'
import type { Context } from '../context.ts'
import { keepPage } from '../file/keep-page.ts'

/**
 * Keeps the pages of one observation. It stores each page's bytes, one at a time, while the page is extracted and the next one
 * is read, and all rows at the end. An error here is logged and drops the pages, but never the observation.
 */
export class PageKeeper {
  readonly #ctx: Pick<Context, 'db' | 'files' | 'log'>
  readonly #observation: Omit<OutletPagesObservation, 'pages'>
  readonly #pages: KeptPage[] = []
  #writing: Promise<unknown> = Promise.resolve()

  constructor(ctx: Pick<Context, 'db' | 'files' | 'log'>, observation: Omit<OutletPagesObservation, 'pages'>) {
    this.#ctx = ctx
    this.#observation = observation
  }

  /** Begins to store a page after the previous one is stored, so that at most two are in memory. */
  async keep({ url: requestedUrl, via }: PageRequest, { body, url, status, contentType }: Page): Promise<void> {
    await Promise.allSettled([this.#writing])
    this.#writing = this.#writing.then(async () => {
      // Each day has its own folder. A day's files are deleted with its rows, and never while pages of that day are still read.
      const folder = `sweep-pages/${this.#observation.observedAt.slice(0, 10)}`
      const file = await keepPage(this.#ctx, folder, { body, contentType })
      this.#pages.push({ requestedUrl, via: via === 'render' ? 'render' : 'fetch', url, status, contentType, file })
    })
    // Prevents an unhandled rejection. `end` awaits the same promise and sees its error.
    this.#writing.catch(() => {})
  }

  /** Resolves when all pages are stored or have failed. Never throws. */
  async end(): Promise<void> {
    try {
      await this.#writing
      if (this.#pages.length > 0) await recordOutletPages(this.#ctx.db, { ...this.#observation, pages: this.#pages })
    } catch (error) {
      const { outletId, sweepId } = this.#observation
      this.#ctx.log.warn('pages.not_kept', { outletId, sweepId, error: String(error) })
    }
  }
}
