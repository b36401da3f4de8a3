import { type Page, type PageRequest, UnreadablePage } from '@edgesweep/sites/site/site.ts'

/** Gives the page of a request, in a browser where it says `render`: from the web, or one that was kept. */
export type ReadPage = (request: PageRequest) => Promise<Page>

/** How a page becomes a record, and whether the record has what a browser would have been asked for. */
export interface Reader<R> {
  extract(page: Page): R
  isWhole(record: R): boolean
}

/**
 * Reads a page and extracts it. Where the site declares `fetch-first`, the page is read again in a browser when its fields are missing
 * without one. Throws `UnreadablePage` and what `read` does.
 */
export async function readRecord<R>(
  read: ReadPage,
  request: PageRequest,
  { extract, isWhole }: Reader<R>,
): Promise<{ page: Page; record: R }> {
  const page = await read(request)
  if (request.via !== 'fetch-first') return { page, record: extract(page) }
  try {
    const record = extract(page)
    if (isWhole(record)) return { page, record }
  } catch (error) {
    if (!(error instanceof UnreadablePage)) throw error
  }
  const rendered = await read({ ...request, via: 'render' })
  return { page: rendered, record: extract(rendered) }
}
