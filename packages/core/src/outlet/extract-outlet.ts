import { recordOutletItems } from '@edgesweep/db/queries/record-outlet-items.ts'
import { foundValue } from '@edgesweep/sites/field.ts'
import type { ItemRecord } from '@edgesweep/sites/records.ts'
import type { PageRequest } from '@edgesweep/sites/site.ts'
import type { Lane } from '../lane/lane.ts'
import { readPage } from '../scrape/read-page.ts'
import type { Usage } from '../scrape/usage.ts'
import { loadOutlet } from './load-outlet.ts'
import type { OutletContext } from './scan-outlet.ts'
import { storedKey } from './stored-key.ts'

const maxPages = 50
/** An invocation has some minutes left for the work in hand when its time is up. */
const maxReadingMs = 180_000

/** Reads all that an outlet sells and records what changed. Null when the outlet is offline: its list then says nothing of what it sells. */
export async function extractOutlet(
  ctx: OutletContext,
  { outletId, sweepId }: { outletId: string; sweepId: string | null },
  lane: Lane,
  usage: Usage,
) {
  const { outlet, site, observedAt } = await loadOutlet(ctx, outletId)
  if (outlet.online === false) return null
  const items = new Map<string, ItemRecord>()
  let request: PageRequest | null = site.items.request(outlet)
  const seen = new Set<string>()
  const startedAt = ctx.clock.now()
  while (request && !seen.has(request.url)) {
    if (seen.size === maxPages) throw new Error(`${outlet.url} has more than ${maxPages} pages`)
    if (ctx.clock.now() - startedAt > maxReadingMs)
      throw new Error(`${outlet.url} was not read within ${maxReadingMs / 1000} s`)
    seen.add(request.url)
    const read = site.items.extract(await readPage(ctx, request, lane, usage), outlet)
    for (const item of read.items) items.set(item.key, item)
    request = read.next
  }
  const counts = await recordOutletItems(ctx.db, {
    outletId,
    sweepId,
    observedAt,
    items: await Promise.all([...items.values()].map(rowOf)),
  })
  return { outlet_id: outletId, items: items.size, ...counts }
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
