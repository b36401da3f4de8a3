import { readItemsThen } from '@edgesweep/db/queries/item/read-then.ts'
import { readOutletPages } from '@edgesweep/db/queries/page/read.ts'
import type { KeptPage } from '@edgesweep/db/queries/page/record.ts'
import { storableJson } from '@edgesweep/db/storable-json.ts'
import type { Page, PageRequest } from '@edgesweep/sites/site/site.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import { type Comparison, compareItems } from './compare-items.ts'
import { loadOutlet } from './load-outlet.ts'
import { readItems } from './read-items.ts'
import { storedItems } from './stored-items.ts'

/** An item's result has to fit into a row; who sees as many has seen enough. */
const maxDifferences = 1_000

/** What the outlet's site, as it is now, reads from a sweep's pages, beside what was recorded then. */
export interface Reextraction extends Comparison {
  outlet_id: string
  /** When the pages were read, ISO 8601. */
  observed_at: string
  /** Kept of that observation. */
  pages: number
  /** Read from them now. */
  items: number
  /** Differences that are not told: the first thousand are. */
  left_out: number
}

/**
 * Extracts an outlet again from the pages that a sweep has kept of it, with its site and options as they are now. Fetches and records
 * nothing. Throws `UnreadablePage`, and `not_found` when a page is not kept.
 */
export async function reextractOutlet(
  ctx: Pick<Context, 'db' | 'files'>,
  { outletId, sweepId }: { outletId: string; sweepId: string },
): Promise<Reextraction> {
  const { outlet, site } = await loadOutlet(ctx, outletId)
  const kept = await readOutletPages(ctx.db, { outletId, sweepId })
  const observedAt = kept[0]?.observedAt
  if (observedAt === undefined)
    throw new EdgesweepError('not_found', `no page that ${sweepId} read of ${outletId} is kept any more`)
  const items = await readItems((request) => openPage(ctx, kept, request), site, outlet)
  // As the database would give them: it cannot store all that a page may contain.
  const now = JSON.parse(storableJson(await storedItems(items)))
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

/** The page that was read at a request's address, where there are two the one read in the way asked for. */
async function openPage(ctx: Pick<Context, 'files'>, kept: KeptPage[], { url, via }: PageRequest): Promise<Page> {
  const pages = kept.filter(({ requestedUrl }) => requestedUrl === url)
  const page = pages.find((one) => (one.via === 'render') === (via === 'render')) ?? pages[0]
  if (!page) throw new EdgesweepError('not_found', `the site now asks for ${url}, which was not read then`)
  const file = await ctx.files.get(page.file)
  if (!file) throw new EdgesweepError('not_found', `the page of ${url} is not kept any more`)
  const { status, contentType } = page
  return { url: page.url, status, contentType, body: await new Response(file.body).text() }
}
