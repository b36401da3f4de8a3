import { type Page, type PageRequest, UnreadablePage } from '@edgesweep/sites/site.ts'
import type { Lane } from '../lane/lane.ts'
import { type ReadingContext, readPage } from './read-page.ts'
import type { Usage } from './usage.ts'

/** How a page becomes a record, and whether the record has what a browser would have been asked for. */
export interface Reader<R> {
  extract(page: Page): R
  isWhole(record: R): boolean
}

/**
 * Reads a page and extracts it. Where the site declares `fetch-first`, the page is read again in a browser when its fields are missing
 * without one. Throws `UnreadablePage` and what `readPage` does.
 */
export async function readRecord<R>(
  ctx: ReadingContext,
  request: PageRequest,
  { extract, isWhole }: Reader<R>,
  lane: Lane,
  usage: Usage,
): Promise<{ page: Page; record: R }> {
  const page = await readPage(ctx, request, lane, usage)
  if (request.via !== 'fetch-first') return { page, record: extract(page) }
  try {
    const record = extract(page)
    if (isWhole(record)) return { page, record }
  } catch (error) {
    if (!(error instanceof UnreadablePage)) throw error
  }
  const rendered = await readPage(ctx, { ...request, via: 'render' }, lane, usage)
  return { page: rendered, record: extract(rendered) }
}
