import { bigint, date, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** The place in the bucket of one outlet's rows of one day: a gzip member of one of the day's files. */
export const archiveMembers = pgTable(
  'archive_members',
  {
    outletId: text('outlet_id').notNull(),
    kind: text().notNull(),
    day: date().notNull(),
    part: integer().notNull(),
    byteOffset: bigint('byte_offset', { mode: 'number' }).notNull(),
    bytes: integer().notNull(),
    rows: integer().notNull(),
    sha256: text().notNull(),
    firstAt: moment('first_at').notNull(),
    lastAt: moment('last_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.outletId, table.kind, table.day, table.part] }),
    index('archive_members_by_day').on(table.kind, table.day, table.part),
  ],
)
