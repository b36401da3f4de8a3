import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ObservedItem } from '../../rows/item-row.ts'
import { runStatement } from '../../run-statement.ts'

export interface ItemRow extends ObservedItem {
  id: string
  firstSeenAt: string
  changedAt: string
  /** When its outlet's items were last read. */
  lastExtractedAt: string | null
  /** The database's time. */
  observedAt: string
}

interface ItemsPage {
  outletId: string
  /** The key of the last item of the page before. */
  after?: string | null
  limit: number
}

/** The items that an outlet lists, in the order of their keys. */
export function readOutletItems(db: Database, { outletId, after = null, limit }: ItemsPage): Promise<ItemRow[]> {
  return runStatement<ItemRow>(
    db,
    'read-outlet-items',
    sql`
      select i.id, i.key, i.name, i.price_minor::float8 as "priceMinor", i.currency::text, i.availability, i.url,
        i.image_url as "imageUrl", iso_time(i.first_seen_at) as "firstSeenAt", iso_time(i.changed_at) as "changedAt",
        iso_time(o.last_extracted_at) as "lastExtractedAt", iso_time(now()) as "observedAt"
      from items i
      join outlets o on o.id = i.outlet_id
      where i.outlet_id = ${outletId} and i.listed and (${after}::text is null or i.key > ${after}::text)
      order by i.key
      limit ${limit}::int`,
  )
}
