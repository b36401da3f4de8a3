import { boolean, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/**
 * Observations of whether an outlet takes orders; `online` is null if the page did not say so. Partitioned by day of `observed_at` in
 * UTC.
 */
export const platformStatus = pgTable(
  'platform_status',
  {
    outletId: text('outlet_id').notNull(),
    observedAt: moment('observed_at').notNull(),
    online: boolean(),
    sweepId: text('sweep_id'),
  },
  (table) => [primaryKey({ columns: [table.outletId, table.observedAt] })],
)
