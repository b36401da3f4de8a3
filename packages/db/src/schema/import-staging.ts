import { bigint, pgTable, text } from 'drizzle-orm/pg-core'

const line = () => bigint({ mode: 'number' })

/** Whose rows are staged; unlogged like they are, so that it is lost with them. */
export const importMarkers = pgTable('import_markers', { importId: text('import_id').primaryKey() })

/** Rows for `advertisers` as they were read. */
export const stagedAdvertisers = pgTable('staged_advertisers', {
  line: line().notNull(),
  advertiserId: text('advertiser_id').notNull(),
  advertiserName: text('advertiser_name').notNull(),
  advertiserNameNormalized: text('advertiser_name_normalized').notNull(),
  country: text(),
})

/** Rows for `outlets` as they were read. */
export const stagedOutlets = pgTable('staged_outlets', {
  line: line().notNull(),
  site: text().notNull(),
  url: text().notNull(),
  name: text().notNull(),
  options: text(),
  timezone: text().notNull(),
  intervalSeconds: text('interval_seconds').notNull(),
  enabled: text().notNull(),
})

/** The staged rows in the order of their keys; made again by `sort_staged_rows`, so without constraints. */
export const sortedAdvertisers = pgTable('sorted_advertisers', {
  key: text(),
  line: line(),
  supersededBy: bigint('superseded_by', { mode: 'number' }),
  advertiserName: text('advertiser_name'),
  advertiserNameNormalized: text('advertiser_name_normalized'),
  country: text(),
})

/** The staged rows in the order of site and URL; made again by `sort_staged_rows`, so without constraints. */
export const sortedOutlets = pgTable('sorted_outlets', {
  key: text(),
  line: line(),
  supersededBy: bigint('superseded_by', { mode: 'number' }),
  site: text(),
  url: text(),
  name: text(),
  options: text(),
  timezone: text(),
  intervalSeconds: text('interval_seconds'),
  enabled: text(),
})
