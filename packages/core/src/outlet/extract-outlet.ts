import { UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { DomainTrouble, MissingElement } from '../endings/typed-errors.ts'
import type { Usage } from '../endings/usage.ts'
import { type FilesWanted, keepImages, keepScreenshot, withScreenshot } from '../file/keep-job-files.ts'
import { recordExtraction } from '../item/record-extraction.ts'
import type { LaneName } from '../lane/lane.ts'
import { readPage } from '../visit/read-page.ts'
import type { ReadPage } from '../visit/read-record.ts'
import { loadOutlet } from './load-outlet.ts'
import { PageKeeper } from './page-keeper.ts'
import { readItems } from './read-items.ts'
import type { OutletContext } from './scan-outlet.ts'
import { storedItems } from './stored-items.ts'

/** The longest reading. It fits into the minutes that an invocation has left for work in progress when its time is up. */
const maxReadingMs = 180_000

/**
 * Reads an outlet's items and records the changes, subject to the anomaly guard. A sweep also keeps the pages, even unreadable
 * ones. Null when the outlet is offline, because its list then says nothing about its items. Throws `UnreadablePage` and
 * `MissingElement`, which may also begin a quarantine.
 */
export async function extractOutlet(
  ctx: OutletContext,
  { outletId, sweepId }: { outletId: string; sweepId: string | null },
  wanted: FilesWanted,
  lane: LaneName,
  usage: Usage,
) {
  const { outlet, site, observedAt } = await loadOutlet(ctx, outletId)
  if (outlet.online === false) return null
  const keeper = sweepId === null ? null : new PageKeeper(ctx, { outletId, sweepId, observedAt })
  const startedAt = ctx.clock.now()
  const read: ReadPage = async (request) => {
    if (ctx.clock.now() - startedAt > maxReadingMs)
      throw new DomainTrouble(`${outlet.url} was not read within ${maxReadingMs / 1000} s`)
    const wantedPage = withScreenshot(request, wanted.files)
    const page = ctx.atHand.take(wantedPage) ?? (await readPage(ctx, wantedPage, lane, usage))
    // Neither the page's text nor its screenshot stays in memory. The browser is released by now.
    await keeper?.keep(request, page)
    await keepScreenshot(ctx, wanted, page)
    return page
  }
  const observation = { outletId, observedAt, sweepId, anomalyShare: ctx.settings.anomalyShare }
  const reading = readItems(read, site, outlet)
  // The pages are stored while the items are recorded.
  const kept = Promise.allSettled([reading]).then(() => keeper?.end())
  try {
    const items = await reading
    const counts = await recordExtraction(ctx, { ...observation, items: await storedItems(items) })
    await keepImages(ctx, wanted, items)
    return { outlet_id: outletId, items: items.length, ...counts }
  } catch (error) {
    if (error instanceof UnreadablePage || error instanceof MissingElement)
      await recordExtraction(ctx, { ...observation, items: [], unreadable: error.message })
    throw error
  } finally {
    await kept
  }
}
