import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, pgTable, smallint, text, unique } from 'drizzle-orm/pg-core'
import { json, moment } from './columns.ts'

/** The reason why the anomaly guard held an extraction back. */
export interface Quarantine {
  /** For people. */
  reason: string
  /** Items that the outlet listed; of those, the ones that were gone, and the ones that had lost their price. */
  listed: number
  vanished: number
  unpriced: number
  /** Someone has accepted the outlet: the next extraction is recorded as it is. */
  accepted: boolean
}

/**
 * Places of sale. While its lease lasts, the sweep `sweep_id` holds the outlet. `online` is the last known platform status, null before the
 * first; `last_scanned_at` and `last_extracted_at` are the times of the newest recorded observations.
 *
 * A change is announced when `confirmations` observations in a row agree on it: `told_online` was announced last, `online_seen` counts
 * the observations in a row that differ from it. `quarantine` is the reason why the extraction at `quarantined_at` was held back.
 * `skipped_overlaps` counts starts that were left out because the outlet was still being swept.
 */
export const outlets = pgTable(
  'outlets',
  {
    id: text().primaryKey(),
    site: text().notNull(),
    name: text().notNull(),
    url: text().notNull(),
    options: json().notNull().default({}),
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
    announcedOnline: boolean('told_online'),
    onlineSeen: smallint('online_seen').notNull().default(0),
    quarantinedAt: moment('quarantined_at'),
    quarantine: json().$type<Quarantine>(),
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
