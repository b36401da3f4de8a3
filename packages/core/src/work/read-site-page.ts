import { findSite } from '@edgesweep/sites/find-site.ts'
import type { PageRecord } from '@edgesweep/sites/site/records.ts'
import type { Page } from '@edgesweep/sites/site/site.ts'
import type { Context, FileWakes } from '../context.ts'
import type { Usage } from '../endings/usage.ts'
import { EdgesweepError } from '../errors.ts'
import { type FilesWanted, keepImages, keepScreenshot } from '../file/keep-job-files.ts'
import { keepPage } from '../file/keep-page.ts'
import type { Lane } from '../lane/lane.ts'
import { type ReadingContext, readPage } from '../visit/read-page.ts'
import { readRecord } from '../visit/read-record.ts'

/** What a page says, the address it was found at, and the file that keeps it as it was read. */
export type SitePage = PageRecord & { final_url: string; raw_page: string }

/** Reads one URL with a site and keeps the page, also one that the site cannot read. Throws `UnreadablePage`, and `not_found` for an answer of 4xx. */
export async function readSitePage(
  ctx: ReadingContext & Pick<Context, 'db' | 'files' | 'log'> & FileWakes,
  target: { url: string; site: string; options: unknown },
  wanted: FilesWanted,
  lane: Lane,
  usage: Usage,
): Promise<SitePage> {
  const reader = findSite(target.site)?.page
  if (!reader)
    throw new EdgesweepError('invalid_input', `the site "${target.site}" reads no single pages`, { field: 'site' })
  const raw: Array<Promise<string>> = []
  const extract = (page: Page) => {
    if (page.status >= 400) throw new EdgesweepError('not_found', `${page.url} answered ${page.status}`)
    const kept = keepPage(ctx, 'pages', page)
    // It is looked at in the end; until then a browser may be read.
    kept.catch(() => {})
    raw.push(kept)
    return reader.extract(page, target)
  }
  const request = { ...reader.request(target), screenshot: wanted.files.includes('screenshot') }
  try {
    const { page, record } = await readRecord((one) => readPage(ctx, one, lane, usage), request, { extract, isWhole })
    await keepScreenshot(ctx, wanted, page)
    await keepImages(ctx, wanted, record)
    return { ...record, final_url: page.url, raw_page: await raw.at(-1)! }
  } finally {
    await Promise.allSettled(raw)
  }
}

/** A page that sells one thing names it and its price; one that lists several has items. */
const isWhole = ({ name, price, items }: PageRecord): boolean =>
  name.state === 'found' && (price.state === 'found' || items.length > 0)
