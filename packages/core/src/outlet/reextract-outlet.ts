import { readItemsThen } from '@edgesweep/db/queries/item/read-then.ts'
import { readOutletPages } from '@edgesweep/db/queries/page/read.ts'
import type { KeptPage } from '@edgesweep/db/queries/page/record.ts'
import { storable } from '@edgesweep/db/storable-json.ts'
import type { Page, PageRequest } from '@edgesweep/sites/site/site.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import { inBucket } from '../file/in-bucket.ts'
import { type Comparison, compareItems } from './compare-items.ts'
import { loadOutlet } from './load-outlet.ts'
import { readItems } from './read-items.ts'
import { storedItems } from './stored-items.ts'

/** The result must fit into a row, and a person needs no more. */
const maxDifferences = 1_000

/** The items that the outlet's site reads now from a sweep's pages, compared with the recorded ones. */
export interface Reextraction extends Comparison {
  outlet_id: string
  /** When the pages were read, ISO 8601. */
  observed_at: string
  /** Pages kept of that observation. */
  pages: number
  /** Items read from the pages now. */
  items: number
  /** The number of further differences, after the first thousand. */
  left_out: number
}

/**
 * Extracts an outlet again from the kept pages of a sweep, with its current site and options. Fetches and records nothing. Throws
 * `UnreadablePage`, and `not_found` when a page is not kept.
 */
export async function reextractOutlet(
  ctx: Pick<Context, 'db' | 'files'>,
  { outletId, sweepId }: { outletId: string; sweepId: string },
): Promise<Reextraction> {
  const { outlet, site } = await loadOutlet(ctx, outletId)
  const kept = await readOutletPages(ctx.db, { outletId, sweepId })
  const observedAt = kept[0]?.observedAt
  if (observedAt === undefined)
    throw new EdgesweepError('not_found', `the pages that ${sweepId} read of ${outletId} are no longer kept`)
  const items = await readItems((request) => openPage(ctx, kept, request), site, outlet)
  // The items as the database would return them, because it cannot store every text of a page.
  const now = storable(await storedItems(items))
  const { differences, ...counts } = compareItems(await readItemsThen(ctx.db, { outletId, observedAt }), now)
  return {
    outlet_id: outletId,
    observed_at: observedAt,
    pages: kept.length,
    items: items.length,
    ...counts,
    differences: differences.slice(0, maxDifferences),
    left_out: Math.max(0, differences.length - maxDifferences),
  }
}

/** The page that was read at a request's address. If there are two, the one that was read as requested, with or without a browser. */
async function openPage(ctx: Pick<Context, 'files'>, kept: KeptPage[], { url, via }: PageRequest): Promise<Page> {
  const pages = kept.filter(({ requestedUrl }) => requestedUrl === url)
  const page = pages.find((one) => (one.via === 'render') === (via === 'render')) ?? pages[0]
  if (!page) throw new EdgesweepError('not_found', `the site now requests ${url}, which the sweep did not read`)
  const file = await inBucket(ctx.files.get(page.file))
  if (!file) throw new EdgesweepError('not_found', `the page of ${url} is no longer kept`)
  const { status, contentType } = page
  return { url: page.url, status, contentType, body: await inBucket(new Response(file.body).text()) }
}
