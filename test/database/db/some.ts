import type { Extraction, ExtractionCounts } from '@edgesweep/core/item/judge-extraction.ts'
import { recordExtraction } from '@edgesweep/core/item/record-extraction.ts'
import type { Database } from '@edgesweep/db/database.ts'
import { createOutlet } from '@edgesweep/db/queries/outlet/create.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import type { ObservedItem } from '@edgesweep/db/rows/item-row.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import type { NewOutlet } from '@edgesweep/db/schema/outlets.ts'
import { sql } from 'drizzle-orm'

let made = 0

/** Creates an outlet and returns its id. */
export async function someOutlet(db: Database, fields: Partial<NewOutlet> = {}): Promise<string> {
  const id = fields.id ?? `out_${String(++made).padStart(4, '0')}`
  await createOutlet(db, {
    site: 'demo-town',
    name: `Outlet ${id}`,
    url: `https://shop.example/${id}`,
    options: {},
    timezone: 'UTC',
    intervalSeconds: 60,
    enabled: true,
    confirmations: 1,
    ...fields,
    id,
  })
  return id
}

/** An item in stock at 1.00 USD; `fields` replace its values. */
export function someItem(key: string, fields: Partial<ObservedItem> = {}): ObservedItem {
  const name = `Item ${key}`
  return { key, name, priceMinor: 100, currency: 'USD', availability: 'in_stock', url: null, imageUrl: null, ...fields }
}

/** Records `items` as the outlet's listing at this moment, as a scrape does. */
export async function observeItems(
  db: Database,
  outletId: string,
  items: ObservedItem[],
  { unreadable = null, anomalyShare = 1 }: Partial<Extraction> = {},
): Promise<ExtractionCounts> {
  const { observedAt } = (await readOutlet(db, { outletId }))!
  return recordExtraction({ db }, { outletId, observedAt, sweepId: null, items, unreadable, anomalyShare })
}

/** A table's rows as JSON objects with the names of the columns. */
export async function rowsOf(db: Database, table: string, orderBy: string): Promise<Record<string, unknown>[]> {
  const rows = await runStatement<{ row: Record<string, unknown> }>(
    db,
    `rows of ${table}`,
    sql`select to_jsonb(t) as row from ${sql.identifier(table)} t order by ${sql.raw(orderBy)}`,
  )
  return rows.map(({ row }) => row)
}
