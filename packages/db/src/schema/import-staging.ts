import { getTableColumns } from 'drizzle-orm'
import { bigint, pgTable, text } from 'drizzle-orm/pg-core'
import { bytewiseText } from './columns.ts'
import { newOutletColumns } from './outlets.ts'

const line = () => bigint({ mode: 'number' })

/** The imports whose rows are staged. Unlogged like those rows, so that a crash of the server empties both. */
export const importMarkers = pgTable('import_markers', { importId: text('import_id').primaryKey() })

/** Rows for `advertisers` as they were read. */
export const stagedAdvertisers = pgTable('staged_advertisers', {
  line: line().notNull(),
  advertiserId: bytewiseText('advertiser_id').notNull(),
  advertiserName: bytewiseText('advertiser_name').notNull(),
  advertiserNameNormalized: bytewiseText('advertiser_name_normalized').notNull(),
  country: bytewiseText(),
})

/** Rows for `outlets` as they were read. */
export const stagedOutlets = pgTable('staged_outlets', {
  line: line().notNull(),
  site: bytewiseText().notNull(),
  url: bytewiseText().notNull(),
  name: text().notNull(),
  options: text(),
  timezone: text().notNull(),
  intervalSeconds: text('interval_seconds').notNull(),
  enabled: text().notNull(),
})

const { line: _, ...stagedOutletColumns } = getTableColumns(stagedOutlets)
type ImportedOutletField = keyof typeof stagedOutletColumns & keyof typeof newOutletColumns
const importedFields = Object.keys(stagedOutletColumns) as ImportedOutletField[]

/** The columns of `outlets` that an import gives, by field. */
export const importedOutletColumns = Object.fromEntries(
  importedFields.map((field) => [field, newOutletColumns[field]]),
) as Pick<typeof newOutletColumns, ImportedOutletField>

/** Staged rows in the order of their keys. `sort_staged_rows` creates the table again for each import, so it has no constraints. */
export const sortedAdvertisers = pgTable('sorted_advertisers', {
  key: bytewiseText(),
  line: line(),
  supersededBy: bigint('superseded_by', { mode: 'number' }),
  advertiserName: bytewiseText('advertiser_name'),
  advertiserNameNormalized: bytewiseText('advertiser_name_normalized'),
  country: bytewiseText(),
})

/** Staged rows in the order of site and URL; see `sortedAdvertisers`. */
export const sortedOutlets = pgTable('sorted_outlets', {
  key: bytewiseText(),
  line: line(),
  supersededBy: bigint('superseded_by', { mode: 'number' }),
  site: bytewiseText(),
  url: bytewiseText(),
  name: text(),
  options: text(),
  timezone: text(),
  intervalSeconds: text('interval_seconds'),
  enabled: text(),
})
