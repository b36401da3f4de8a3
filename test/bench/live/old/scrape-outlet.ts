import { demoTown } from '@edgesweep/sites/demo-town/demo-town-site.ts'
import { foundValue } from '@edgesweep/sites/site/field.ts'
import type { ItemRecord } from '@edgesweep/sites/site/records.ts'
import type { Page, PageRequest } from '@edgesweep/sites/site/site.ts'
import type pg from 'pg'
import { storeItems } from './store-items.ts'

const { scan, items } = demoTown.outlet!

/** Scrapes an outlet and stores its status and items, holding one connection from the first page to the last row. */
export async function scrapeOutlet(
  client: pg.PoolClient,
  outletId: string,
  read: (request: PageRequest) => Promise<Page>,
): Promise<void> {
  const { rows } = await client.query('select url, last_extracted_at is null as is_new from outlets where id = $1', [
    outletId,
  ])
  const outlet = { url: rows[0].url as string, options: null }
  const status = scan.request(outlet)
  const page = await read(status)
  const online = foundValue(scan.extract(page, outlet).online)
  await client.query('update outlets set online = coalesce($2, online), last_scanned_at = now() where id = $1', [
    outletId,
    online,
  ])
  if (online === false) return
  const found: ItemRecord[] = []
  for (let next: PageRequest | null = items.request(outlet); next; ) {
    // When both are the same page, it is read only once.
    const list = items.extract(next.url === status.url ? page : await read(next), outlet)
    found.push(...list.items)
    next = list.next
  }
  await storeItems(client, { outletId, isNew: rows[0].is_new, items: found })
}
