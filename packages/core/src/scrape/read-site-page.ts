import { findSite } from '@edgesweep/sites/find-site.ts'
import type { PageRecord } from '@edgesweep/sites/records.ts'
import { EdgesweepError } from '../errors.ts'
import type { Usage } from '../job/job-state.ts'
import type { Lane } from '../lane/lane.ts'
import { type ReadingContext, readPage } from './read-page.ts'

/** Reads one URL with a site. */
export async function readSitePage(
  ctx: ReadingContext,
  target: { url: string; site: string; options: unknown },
  job: { jobId: string; lane: Lane },
  usage: Usage,
): Promise<PageRecord & { final_url: string }> {
  const reader = findSite(target.site)?.page
  if (!reader)
    throw new EdgesweepError('invalid_input', `the site "${target.site}" reads no single pages`, { field: 'site' })
  const page = await readPage(ctx, reader.request(target), job, usage)
  if (page.status >= 400) throw new EdgesweepError('not_found', `${page.url} answered ${page.status}`)
  return { ...reader.extract(page, target), final_url: page.url }
}
