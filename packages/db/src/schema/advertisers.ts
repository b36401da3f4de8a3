import { index, pgTable } from 'drizzle-orm/pg-core'
import { bytewiseText } from './columns.ts'

/** Companies that advertise. Only imports write them, in the byte order of `advertiser_id`. */
export const advertisers = pgTable(
  'advertisers',
  {
    advertiserId: bytewiseText('advertiser_id').primaryKey(),
    advertiserName: bytewiseText('advertiser_name').notNull(),
    advertiserNameNormalized: bytewiseText('advertiser_name_normalized').notNull(),
    country: bytewiseText(),
  },
  (table) => [
    index('advertisers_by_name').on(table.advertiserName),
    index('advertisers_by_normalized_name').on(table.advertiserNameNormalized),
    index('advertisers_by_country').on(table.country, table.advertiserId),
  ],
)
