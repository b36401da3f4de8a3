import { index, pgTable, text } from 'drizzle-orm/pg-core'

/** Who advertises. Written by imports only, in the byte order of `advertiser_id`. */
export const advertisers = pgTable(
  'advertisers',
  {
    advertiserId: text('advertiser_id').primaryKey(),
    advertiserName: text('advertiser_name').notNull(),
    advertiserNameNormalized: text('advertiser_name_normalized').notNull(),
    country: text(),
  },
  (table) => [
    index('advertisers_by_name').on(table.advertiserName),
    index('advertisers_by_normalized_name').on(table.advertiserNameNormalized),
    index('advertisers_by_country').on(table.country, table.advertiserId),
  ],
)
