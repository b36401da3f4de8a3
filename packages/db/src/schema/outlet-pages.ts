import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/**
 * Pages that sweeps have read; `place` counts the pages of one observation from 0. `url` is the address after redirects. `file` holds the text
 * as read; its name contains the day, because files are deleted by days.
 */
export const outletPages = pgTable(
  'outlet_pages',
  {
    sweepId: text('sweep_id').notNull(),
    outletId: text('outlet_id').notNull(),
    observedAt: moment('observed_at').notNull(),
    place: integer().notNull(),
    requestedUrl: text('requested_url').notNull(),
    via: text({ enum: ['fetch', 'render'] }).notNull(),
    url: text().notNull(),
    status: integer().notNull(),
    contentType: text('content_type').notNull(),
    file: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.sweepId, table.outletId, table.observedAt, table.place] }),
    index('outlet_pages_by_time').on(table.observedAt),
    index('outlet_pages_by_file').on(sql`${table.file} collate "C"`),
  ],
)
