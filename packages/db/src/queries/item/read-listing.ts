import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { columnList } from '../../fields.ts'
import { type ItemState, itemStateColumns, type StoredItem } from '../../rows/item-row.ts'
import { type OutletRow, outletFields } from '../../rows/outlet-row.ts'
import { runStatement } from '../../run-statement.ts'
import { items } from '../../schema/items.ts'
import { storableJson } from '../../storable-json.ts'

const { id, lastExtractedAt, quarantinedAt, quarantine, confirmations } = outletFields
const judgedFields = { id, lastExtractedAt, quarantinedAt, quarantine, confirmations }

/** The part of an outlet that decides how an extraction is judged. */
export type JudgedOutlet = Pick<OutletRow, keyof typeof judgedFields>

/** An outlet with the stored items that an extraction can change. */
export interface StoredListing extends JudgedOutlet {
  items: StoredItem[]
}

type Row = JudgedOutlet & { items: Array<[string, string, ...unknown[]]> }

const fields = Object.keys(itemStateColumns) as Array<keyof ItemState>

/**
 * Reads the stored listing to compare an extraction with; null when there is no such outlet. An item that is no longer listed is read
 * only if `keys` contains its key or a change of it waits for confirmation, because there is no limit to the number of such items.
 */
export async function readListing(
  db: Database,
  { outletId, keys }: { outletId: string; keys: string[] },
): Promise<StoredListing | null> {
  // Items are arrays: field names in hundreds of items would be half of the response.
  const rows = await runStatement<Row>(
    db,
    'read-listing',
    sql`
      select ${columnList(judgedFields)},
        (
          select coalesce(json_agg(json_build_array(${sql.join([items.id, items.key, ...Object.values(itemStateColumns)], sql`, `)})), '[]')
          from ${items}
          where ${items.outletId} = o.id
            and (
              ${items.listed} or ${items.announcedListed} or ${items.priceSeen} > 0 or ${items.stockSeen} > 0
              or ${items.key} in (select jsonb_array_elements_text(${storableJson(keys)}::jsonb))
            )
        ) as items
      from outlets o where o.id = ${outletId}`,
  )
  return rows[0] ? { ...rows[0], items: rows[0].items.map(itemOf) } : null
}

function itemOf([id, key, ...values]: Row['items'][number]): StoredItem {
  const state = Object.fromEntries(fields.map((field, at) => [field, values[at]])) as unknown as ItemState
  return { id, key, ...state }
}
