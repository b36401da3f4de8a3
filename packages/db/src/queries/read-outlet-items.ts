import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { runStatement } from '../run-statement.ts'

export type StoredAvailability = 'in_stock' | 'out_of_stock' | 'preorder' | 'discontinued'

export interface ItemRow {
  id: string
  key: string
  name: string
  /** In the currency's minor unit; null together with `currency`. */
  priceMinor: number | null
  currency: string | null
  availability: StoredAvailability | null
  url: string | null
  imageUrl: string | null
  firstSeenAt: string
  changedAt: string
}

export interface ItemsPage {
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
      select id, key, name, price_minor::float8 as "priceMinor", currency::text, availability, url, image_url as "imageUrl",
        iso_time(first_seen_at) as "firstSeenAt", iso_time(changed_at) as "changedAt"
      from items
      where outlet_id = ${outletId} and listed and (${after}::text is null or key > ${after}::text)
      order by key
      limit ${limit}::int`,
  )
}
