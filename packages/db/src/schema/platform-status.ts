import { boolean, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** Outlets online or not, one row an observation; `online` is null when the page did not say. A partition a day, by `observed_at` in UTC. */
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
