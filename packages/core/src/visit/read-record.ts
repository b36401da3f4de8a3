import { type Page, type PageRequest, UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { TooMuchWork } from '@edgesweep/sites/site/work-budget.ts'

/** Reads the page of a request from the web or from storage, in a browser when the request says `render`. */
export type ReadPage = (request: PageRequest) => Promise<Page>

/** Turns a page into a record. `isWhole`: whether the record has all fields for which a browser would be used. */
export interface Reader<R> {
  extract(page: Page): R
  isWhole(record: R): boolean
}

/**
 * Reads a page and extracts its record. When the site declares `fetch-first` and fields are missing, reads the page again in a browser. Throws
 * `UnreadablePage` and the errors of `read`.
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
    if (!(error instanceof UnreadablePage) || error instanceof TooMuchWork) throw error
  }
  const rendered = await read({ ...request, via: 'render' })
  return { page: rendered, record: extract(rendered) }
}
