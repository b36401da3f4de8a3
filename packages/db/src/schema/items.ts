import { sql } from 'drizzle-orm'
import { bigint, boolean, char, check, pgTable, smallint, text, unique } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'
import { outlets } from './outlets.ts'

const availabilities = ['in_stock', 'out_of_stock', 'preorder', 'discontinued'] as const

/**
 * Items of outlets as last observed. Never deleted: an item that is gone has `listed` false.
 *
 * `told_…` is the value that events announced last, or the first known one. `…_seen` counts the observations in a row that differ from
 * it; those of a price agree on `next_…`. An observation without the value leaves the count as it is.
 */
export const items = pgTable(
  'items',
  {
    id: text().primaryKey(),
    outletId: text('outlet_id')
      .notNull()
      .references(() => outlets.id, { onDelete: 'cascade' }),
    key: text().notNull(),
    name: text().notNull(),
    /** In the currency's minor unit; null together with `currency` when the last page gave none that could be read. */
    priceMinor: bigint('price_minor', { mode: 'number' }),
    currency: char({ length: 3 }),
    availability: text({ enum: availabilities }),
    url: text(),
    imageUrl: text('image_url'),
    listed: boolean().notNull().default(true),
    firstSeenAt: moment('first_seen_at').notNull(),
    changedAt: moment('changed_at').notNull(),
    announcedListed: boolean('told_listed').notNull().default(true),
    announcedPriceMinor: bigint('told_price_minor', { mode: 'number' }),
    announcedCurrency: char('told_currency', { length: 3 }),
    announcedAvailability: text('told_availability').$type<(typeof availabilities)[number]>(),
    nextPriceMinor: bigint('next_price_minor', { mode: 'number' }),
    nextCurrency: char('next_currency', { length: 3 }),
    listedSeen: smallint('listed_seen').notNull().default(0),
    priceSeen: smallint('price_seen').notNull().default(0),
    stockSeen: smallint('stock_seen').notNull().default(0),
  },
  (table) => [
    unique('items_outlet_id_key_key').on(table.outletId, table.key),
    check('items_price_has_currency', sql`(${table.priceMinor} is null) = (${table.currency} is null)`),
  ],
)
