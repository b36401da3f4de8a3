import { sql } from 'drizzle-orm'
import { bigint, boolean, char, check, pgTable, smallint, text, unique } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'
import { outlets } from './outlets.ts'

/**
 * What outlets sell, as last observed. Never deleted: an item that is gone has `listed` false.
 *
 * `told_…` is what the events have told of it, or the first that was known; `…_seen` counts how often in a row something else has been
 * observed since, for a price the one in `next_…`. What was not read neither counts nor starts the count again.
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
    availability: text({ enum: ['in_stock', 'out_of_stock', 'preorder', 'discontinued'] }),
    url: text(),
    imageUrl: text('image_url'),
    listed: boolean().notNull().default(true),
    firstSeenAt: moment('first_seen_at').notNull(),
    changedAt: moment('changed_at').notNull(),
    announcedListed: boolean('told_listed').notNull().default(true),
    announcedPriceMinor: bigint('told_price_minor', { mode: 'number' }),
    announcedCurrency: char('told_currency', { length: 3 }),
    announcedAvailability: text('told_availability').$type<'in_stock' | 'out_of_stock' | 'preorder' | 'discontinued'>(),
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
