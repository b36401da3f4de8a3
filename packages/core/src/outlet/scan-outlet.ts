import { recordPlatformStatus } from '@edgesweep/db/queries/outlet/record-platform-status.ts'
import { foundValue } from '@edgesweep/sites/site/field.ts'
import type { Page, PageRequest } from '@edgesweep/sites/site/site.ts'
import type { Context, FileWakes } from '../context.ts'
import type { Usage } from '../endings/usage.ts'
import type { LaneName } from '../lane/lane.ts'
import type { PagesAtHand } from '../visit/pages-at-hand.ts'
import { type ReadingContext, readPage } from '../visit/read-page.ts'
import { type ReadPage, readRecord } from '../visit/read-record.ts'
import { loadOutlet } from './load-outlet.ts'

/** The part of the context that work on outlets needs. `atHand`: the pages that the scans of the same job have just read. */
export type OutletContext = ReadingContext & Pick<Context, 'db' | 'log' | 'files'> & FileWakes & { atHand: PagesAtHand }

/** The item result of a scan. `online` is null when the page does not state it. */
export interface ScanResult {
  outlet_id: string
  online: boolean | null
}

/**
 * Reads whether an outlet is online and records the observation, even if the page does not state it. The page stays at hand for the outlet's
 * extraction.
 */
export async function scanOutlet(
  ctx: OutletContext,
  { outletId, sweepId }: { outletId: string; sweepId: string | null },
  lane: LaneName,
  usage: Usage,
): Promise<ScanResult> {
  const { outlet, site, observedAt } = await loadOutlet(ctx, outletId)
  const pages: Array<[PageRequest, Page]> = []
  const read: ReadPage = async (request) => {
    const page = await readPage(ctx, request, lane, usage)
    pages.push([request, page])
    return page
  }
  const { record } = await readRecord(read, site.scan.request(outlet), {
    extract: (page) => site.scan.extract(page, outlet),
    isWhole: ({ online }) => online.state === 'found',
  })
  const online = foundValue(record.online)
  await recordPlatformStatus(ctx.db, { outletId, observedAt, online, sweepId })
  // The list of an offline outlet is not extracted.
  if (online !== false) for (const [request, page] of pages) ctx.atHand.keep(request, page)
  return { outlet_id: outletId, online }
}
