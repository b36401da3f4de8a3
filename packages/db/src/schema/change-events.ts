import { index, pgTable, text } from 'drizzle-orm/pg-core'
import type { ChangeKind } from '../event-kinds.ts'
import { json, moment } from './columns.ts'
import { outlets } from './outlets.ts'

/** Changes of outlets and items. `old` and `new` are objects with the fields that changed; null where there is no such side. */
export const changeEvents = pgTable(
  'change_events',
  {
    id: text().primaryKey(),
    kind: text().$type<ChangeKind>().notNull(),
    outletId: text('outlet_id')
      .notNull()
      .references(() => outlets.id, { onDelete: 'cascade' }),
    itemId: text('item_id'),
    old: json(),
    new: json(),
    observedAt: moment('observed_at').notNull(),
    sweepId: text('sweep_id'),
  },
  (table) => [index('change_events_by_outlet').on(table.outletId, table.id)],
)
