import { findSite } from '@edgesweep/sites/find-site.ts'
import type { PageRecord } from '@edgesweep/sites/site/records.ts'
import type { Page } from '@edgesweep/sites/site/site.ts'
import type { AskedPage } from '../pages.ts'

/** A round for a reader. */
export interface RoundMessage {
  pages: AskedPage[]
  concurrency: number
}

/** Calls `read` for every page with limited concurrency. Results are in the order of the pages. */
export async function readSome<R>(
  { pages, concurrency }: RoundMessage,
  read: (page: AskedPage) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async () => {
    while (next < pages.length) {
      const index = next++
      results[index] = await read(pages[index]!)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return results
}

/** The site's request for such a page. */
export const requestOf = (asked: AskedPage) => findSite(asked.site)!.page!.request(asked)

/** The record of a loaded page, extracted with Edgesweep's own code. */
export const extractFrom = (asked: AskedPage, page: Page): PageRecord =>
  findSite(asked.site)!.page!.extract(page, asked)
