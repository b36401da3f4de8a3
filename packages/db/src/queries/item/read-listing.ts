import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ItemState, itemStateColumns, type StoredItem } from '../../rows/item-row.ts'
import { type OutletRow, outletColumns } from '../../rows/outlet-row.ts'
import { runStatement } from '../../run-statement.ts'
import { items } from '../../schema/items.ts'

/** An outlet with all items that it has ever listed. */
export interface StoredListing extends OutletRow {
  /** The database's time. An observation that begins with this reading has this time. */
  observedAt: string
  items: StoredItem[]
}

type Row = Omit<StoredListing, 'items'> & { items: Array<[string, string, ...unknown[]]> }

const fields = Object.keys(itemStateColumns) as Array<keyof ItemState>

/** Reads the stored listing to compare an extraction with; null when there is no such outlet. */
export async function readListing(db: Database, { outletId }: { outletId: string }): Promise<StoredListing | null> {
  // Items are arrays: field names in hundreds of items would be half of the response.
  const rows = await runStatement<Row>(
    db,
    'read-listing',
    sql`
      select ${outletColumns}, iso_time(now()) as "observedAt",
        (
          select coalesce(json_agg(json_build_array(${sql.join([items.id, items.key, ...Object.values(itemStateColumns)], sql`, `)})), '[]')
          from ${items}
          where ${items.outletId} = o.id
        ) as items
      from outlets o where o.id = ${outletId}`,
  )
  return rows[0] ? { ...rows[0], items: rows[0].items.map(itemOf) } : null
}

function itemOf([id, key, ...values]: Row['items'][number]): StoredItem {
  const state = Object.fromEntries(fields.map((field, at) => [field, values[at]])) as unknown as ItemState
  return { id, key, ...state }
}
