import { recordOutletItems } from '@edgesweep/db/queries/record-outlet-items.ts'
import { foundValue } from '@edgesweep/sites/field.ts'
import type { ItemRecord } from '@edgesweep/sites/records.ts'
import { type ItemsRead, type Page, type PageRequest, UnreadablePage } from '@edgesweep/sites/site.ts'
import { type FilesWanted, keepImages, keepScreenshot } from '../file/keep-job-files.ts'
import type { Lane } from '../lane/lane.ts'
import { type Reader, readRecord } from '../scrape/read-record.ts'
import type { Usage } from '../scrape/usage.ts'
import { loadOutlet } from './load-outlet.ts'
import type { OutletContext } from './scan-outlet.ts'
import { storedKey } from './stored-key.ts'

const maxPages = 50
/** An invocation has some minutes left for the work in hand when its time is up. */
const maxReadingMs = 180_000

/**
 * Reads all that an outlet sells and records what changed, unless it is too much to be true. Null when the outlet is offline: its list then
 * says nothing of what it sells. Throws `UnreadablePage`, too, when that may have begun a quarantine.
 */
export async function extractOutlet(
  ctx: OutletContext,
  { outletId, sweepId }: { outletId: string; sweepId: string | null },
  wanted: FilesWanted,
  lane: Lane,
  usage: Usage,
) {
  const { outlet, site, observedAt } = await loadOutlet(ctx, outletId)
  if (outlet.online === false) return null
  const reader: Reader<ItemsRead> = {
    extract: (page) => site.items.extract(page, outlet),
    isWhole: ({ items }) => items.some(({ price }) => price.state === 'found'),
  }
  const first = { ...site.items.request(outlet), screenshot: wanted.files.includes('screenshot') }
  const observed = { outletId, sweepId, observedAt, anomalyShare: ctx.settings.anomalyShare }
  const items = await readList(ctx, first, reader, wanted, lane, usage).catch(async (error: unknown) => {
    if (error instanceof UnreadablePage)
      await recordOutletItems(ctx.db, { ...observed, items: [], unreadable: error.message })
    throw error
  })
  const counts = await recordOutletItems(ctx.db, { ...observed, items: await Promise.all(items.map(rowOf)) })
  await keepImages(ctx, wanted, items)
  return { outlet_id: outletId, items: items.length, ...counts }
}

/** A list from its first page to its last, each item once. */
async function readList(
  ctx: OutletContext,
  first: PageRequest,
  reader: Reader<ItemsRead>,
  wanted: FilesWanted,
  lane: Lane,
  usage: Usage,
): Promise<ItemRecord[]> {
  const items = new Map<string, ItemRecord>()
  const pages = new Set<string>()
  const startedAt = ctx.clock.now()
  let request: PageRequest | null = first
  while (request && !pages.has(request.url)) {
    if (pages.size === maxPages) throw new Error(`${first.url} has more than ${maxPages} pages`)
    if (ctx.clock.now() - startedAt > maxReadingMs)
      throw new Error(`${first.url} was not read within ${maxReadingMs / 1000} s`)
    const { url, screenshot }: PageRequest = request
    const { page, record }: { page: Page; record: ItemsRead } = await readRecord(ctx, request, reader, lane, usage)
    // What has been extracted is not kept in memory, nor a picture: the browser is released by now.
    await keepScreenshot(ctx, wanted, page)
    pages.add(url)
    for (const item of record.items) items.set(item.key, item)
    request = record.next && { ...record.next, ...(screenshot && { screenshot }) }
  }
  return [...items.values()]
}

async function rowOf({ key, name, price, availability, url, image }: ItemRecord) {
  const money = foundValue(price)
  return {
    key: await storedKey(key),
    name,
    priceMinor: money?.minor ?? null,
    currency: money?.currency ?? null,
    availability: foundValue(availability),
    url: foundValue(url),
    imageUrl: foundValue(image),
  }
}
