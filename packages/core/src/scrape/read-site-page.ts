import { findSite } from '@edgesweep/sites/find-site.ts'
import type { PageRecord } from '@edgesweep/sites/records.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import type { Lane } from '../lane/lane.ts'
import { keepPage } from './keep-page.ts'
import { type ReadingContext, readPage } from './read-page.ts'
import type { Usage } from './usage.ts'

/** What a page says, the address it was found at, and the file that keeps it as it was read. */
export type SitePage = PageRecord & { final_url: string; raw_page: string }

/** Reads one URL with a site and keeps the page. Throws `UnreadablePage`, and `not_found` for an answer of 4xx. */
export async function readSitePage(
  ctx: ReadingContext & Pick<Context, 'files'>,
  target: { url: string; site: string; options: unknown },
  lane: Lane,
  usage: Usage,
): Promise<SitePage> {
  const reader = findSite(target.site)?.page
  if (!reader)
    throw new EdgesweepError('invalid_input', `the site "${target.site}" reads no single pages`, { field: 'site' })
  const page = await readPage(ctx, reader.request(target), lane, usage)
  if (page.status >= 400) throw new EdgesweepError('not_found', `${page.url} answered ${page.status}`)
  const raw_page = await keepPage(ctx, page)
  return { ...reader.extract(page, target), final_url: page.url, raw_page }
}
