import { recordOutletItems } from '@edgesweep/db/queries/record-outlet-items.ts'
import { foundValue } from '@edgesweep/sites/field.ts'
import type { ItemRecord } from '@edgesweep/sites/records.ts'
import type { PageRequest } from '@edgesweep/sites/site.ts'
import type { Usage } from '../job/job-state.ts'
import type { Lane } from '../lane/lane.ts'
import { readPage } from '../scrape/read-page.ts'
import { loadOutlet } from './load-outlet.ts'
import type { OutletContext } from './scan-outlet.ts'

const maxPages = 50

/** Reads all that an outlet sells and records what changed. Null when the outlet is offline: its list then says nothing of what it sells. */
export async function extractOutlet(
  ctx: OutletContext,
  { outletId, sweepId }: { outletId: string; sweepId: string | null },
  job: { jobId: string; lane: Lane },
  usage: Usage,
) {
  const { outlet, site, observedAt } = await loadOutlet(ctx, outletId)
  if (outlet.online === false) return null
  const items = new Map<string, ItemRecord>()
  let request: PageRequest | null = site.items.request(outlet)
  const seen = new Set<string>()
  while (request && !seen.has(request.url)) {
    if (seen.size === maxPages) throw new Error(`${outlet.url} has more than ${maxPages} pages`)
    seen.add(request.url)
    const read = site.items.extract(await readPage(ctx, request, job, usage), outlet)
    for (const item of read.items) items.set(item.key, item)
    request = read.next
  }
  const counts = await recordOutletItems(ctx.db, {
    outletId,
    sweepId,
    observedAt,
    items: [...items.values()].map(rowOf),
  })
  return { outlet_id: outletId, items: items.size, ...counts }
}

function rowOf({ key, name, price, availability, url, image }: ItemRecord) {
  const money = foundValue(price)
  return {
    key,
    name,
    priceMinor: money?.minor ?? null,
    currency: money?.currency ?? null,
    availability: foundValue(availability),
    url: foundValue(url),
    imageUrl: foundValue(image),
  }
}
