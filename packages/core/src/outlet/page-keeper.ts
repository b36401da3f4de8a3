import { type KeptPage, type OutletPagesObservation, recordOutletPages } from '@edgesweep/db/queries/page/record.ts'
import type { Page, PageRequest } from '@edgesweep/sites/site/site.ts'
import type { Context } from '../context.ts'
import { keepPage } from '../file/keep-page.ts'

/**
 * Keeps the pages that are read in one observation: the bytes of each while it is extracted and the next is read, one at a time, and their
 * rows together at the end. What goes wrong here is logged, and nothing of the observation is kept: it must not cost what was read.
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

  /** Begins to keep a page, once the one before is kept: no more than two are in memory. */
  async keep({ url: requestedUrl, via }: PageRequest, { body, url, status, contentType }: Page): Promise<void> {
    await Promise.allSettled([this.#writing])
    this.#writing = this.#writing.then(async () => {
      // By day, so that a file goes with its day's rows, and nobody reads a page today whose file is just being deleted.
      const folder = `sweep-pages/${this.#observation.observedAt.slice(0, 10)}`
      const file = await keepPage(this.#ctx, folder, { body, contentType })
      this.#pages.push({ requestedUrl, via: via === 'render' ? 'render' : 'fetch', url, status, contentType, file })
    })
    // It is looked at in the end.
    this.#writing.catch(() => {})
  }

  /** Ends when all that was read is kept, or cannot be. Never throws. */
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
