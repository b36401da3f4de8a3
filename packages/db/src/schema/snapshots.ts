import { bigint, boolean, char, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** Items as observed: one row whenever an item is new or differs from before. Partitioned by day of `observed_at` in UTC; no foreign key points here. */
export const snapshots = pgTable(
  'snapshots',
  {
    itemId: text('item_id').notNull(),
    outletId: text('outlet_id').notNull(),
    observedAt: moment('observed_at').notNull(),
    name: text().notNull(),
    priceMinor: bigint('price_minor', { mode: 'number' }),
    currency: char({ length: 3 }),
    availability: text(),
    listed: boolean().notNull(),
    sweepId: text('sweep_id'),
  },
  (table) => [
    primaryKey({ columns: [table.itemId, table.observedAt] }),
    index('snapshots_by_outlet').on(table.outletId, table.observedAt),
  ],
)
