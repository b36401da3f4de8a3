import type { PageRecord } from '@edgesweep/sites/site/records.ts'
import type { Page } from '@edgesweep/sites/site/site.ts'
import { EdgesweepError } from '../../../errors.ts'
import { keepImages, keepScreenshot, withScreenshot } from '../../../file/keep-job-files.ts'
import { keepPage } from '../../../file/keep-page.ts'
import { readPage } from '../../../visit/read-page.ts'
import { readRecord } from '../../../visit/read-record.ts'
import type { RunItem } from '../item-runner.ts'
import { findPageSite } from './find-page-site.ts'
import type { PageWork } from './page-kind.ts'

/**
 * Reads one URL with a site and stores the page, even if the site cannot read it. The result is the record with the final address of the page, and
 * the file that stores the page. Throws `UnreadablePage`, and `not_found` for an answer of 4xx.
 */
export const runPage: RunItem<PageWork> = async (ctx, { job, lane, usage }, work) => {
  const reader = findPageSite(work.site).page
  const wanted = { job, files: work.files }
  const kept: Array<Promise<string>> = []
  const extract = (page: Page) => {
    if (page.status >= 400) throw new EdgesweepError('not_found', `${page.url} answered ${page.status}`)
    const file = keepPage(ctx, 'pages', page)
    // Prevents an unhandled rejection. A failure is thrown at the end, because a browser may be in use until then.
    file.catch(() => {})
    kept.push(file)
    return reader.extract(page, work)
  }
  const request = withScreenshot(reader.request(work), work.files)
  try {
    const { page, record } = await readRecord((one) => readPage(ctx, one, lane, usage), request, { extract, isWhole })
    await keepScreenshot(ctx, wanted, page)
    await keepImages(ctx, wanted, record)
    return { ...record, final_url: page.url, raw_page: await kept.at(-1)! }
  } finally {
    await Promise.allSettled(kept)
  }
}

/** A page that sells one thing names it and its price. A page that lists several has items. */
const isWhole = ({ name, price, items }: PageRecord): boolean =>
  name.state === 'found' && (price.state === 'found' || items.length > 0)
