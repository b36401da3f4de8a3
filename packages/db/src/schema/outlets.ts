import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, smallint, text, unique } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/**
 * Places of sale. `sweep_id` and its lease say which running sweep holds the outlet. `online` is the last known platform status,
 * null while never known; `last_scanned_at` and `last_extracted_at` are the times of the newest observations recorded.
 *
 * A change is told as an event when `confirmations` observations in a row agree on it: `told_online` is what was told last, `online_seen` how
 * often in a row something else has been observed since. `quarantine` says what an extraction was held back for, at `quarantined_at`.
 * `skipped_overlaps` counts starts that were left out because the outlet was still being swept.
 */
export const outlets = pgTable(
  'outlets',
  {
    id: text().primaryKey(),
    site: text().notNull(),
    name: text().notNull(),
    url: text().notNull(),
    options: jsonb().notNull().default({}),
    timezone: text().notNull().default('UTC'),
    intervalSeconds: integer('interval_seconds').notNull(),
    enabled: boolean().notNull().default(true),
    nextSweepAt: moment('next_sweep_at').notNull().defaultNow(),
    sweepId: text('sweep_id'),
    sweepLeaseExpiresAt: moment('sweep_lease_expires_at'),
    online: boolean(),
    lastScannedAt: moment('last_scanned_at'),
    lastExtractedAt: moment('last_extracted_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
    confirmations: smallint().notNull().default(1),
    toldOnline: boolean('told_online'),
    onlineSeen: smallint('online_seen').notNull().default(0),
    quarantinedAt: moment('quarantined_at'),
    quarantine: jsonb(),
    skippedOverlaps: integer('skipped_overlaps').notNull().default(0),
  },
  (table) => [
    unique('outlets_site_url_key').on(table.site, table.url),
    index('outlets_due').on(table.nextSweepAt).where(sql`${table.enabled}`),
    check('outlets_interval_seconds_check', sql`${table.intervalSeconds} > 0`),
    check('outlets_confirmations_check', sql`${table.confirmations} between 1 and 10`),
    check('outlets_timezone_known', sql`(timestamp '2000-01-01' at time zone ${table.timezone}) is not null`),
  ],
)
