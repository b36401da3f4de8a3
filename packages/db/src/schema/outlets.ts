import { getTableColumns, sql } from 'drizzle-orm'
import { boolean, check, index, integer, type PgColumn, pgTable, smallint, text, unique } from 'drizzle-orm/pg-core'
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

const identity = {
  /** `out_…` */
  id: text().primaryKey(),
  site: text().notNull(),
  url: text().notNull(),
  /** Only the site reads the options. */
  options: json().notNull().default({}),
  /** The API key that created the outlet; null for the operator. */
  owner: text(),
}

/** Settings that callers give and may change. */
const settings = {
  name: text().notNull(),
  /** IANA name. */
  timezone: text().notNull().default('UTC'),
  intervalSeconds: integer('interval_seconds').notNull(),
  enabled: boolean().notNull().default(true),
  /** Observations in a row that must agree before a change is announced, 1 to 10. */
  confirmations: smallint().notNull().default(1),
}

/**
 * Places of sale. While its lease lasts, the sweep `sweep_id` holds the outlet. `told_online` is the platform status that was announced
 * last, `online_seen` counts the observations in a row that differ from it.
 */
export const outlets = pgTable(
  'outlets',
  {
    ...identity,
    ...settings,
    nextSweepAt: moment('next_sweep_at').notNull().defaultNow(),
    sweepId: text('sweep_id'),
    sweepLeaseExpiresAt: moment('sweep_lease_expires_at'),
    /** Last known platform status; null before the first. */
    online: boolean(),
    /** Times of the newest recorded observations. */
    lastScannedAt: moment('last_scanned_at'),
    lastExtractedAt: moment('last_extracted_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
    announcedOnline: boolean('told_online'),
    onlineSeen: smallint('online_seen').notNull().default(0),
    /** The time of the extraction that began the quarantine; null, like `quarantine`, when there is none. */
    quarantinedAt: moment('quarantined_at'),
    quarantine: json().$type<Quarantine>(),
    /** Starts that were left out because the outlet was still being swept. */
    skippedOverlaps: integer('skipped_overlaps').notNull().default(0),
    /** Why the newest look failed, in which step, and since when looks fail. Null after a good look. */
    lastError: text('last_error'),
    lastErrorStep: text('last_error_step', { enum: ['scan', 'extract'] }),
    lastErrorSince: moment('last_error_since'),
  },
  (table) => [
    unique('outlets_site_url_key').on(table.site, table.url),
    index('outlets_due').on(table.nextSweepAt).where(sql`${table.enabled}`),
    index('outlets_due_by_owner').on(sql`coalesce(${table.owner}, '')`, table.nextSweepAt).where(sql`${table.enabled}`),
    check('outlets_interval_seconds_check', sql`${table.intervalSeconds} > 0`),
    check('outlets_confirmations_check', sql`${table.confirmations} between 1 and 10`),
    check('outlets_timezone_known', sql`(timestamp '2000-01-01' at time zone ${table.timezone}) is not null`),
  ],
)

export type OutletSettings = Pick<typeof outlets.$inferSelect, keyof typeof settings>

type NewOutletField = keyof typeof identity | keyof typeof settings
const columns: Record<string, PgColumn> = getTableColumns(outlets)

/** The columns of a new outlet, by field. */
export const newOutletColumns = Object.fromEntries(
  Object.keys({ ...identity, ...settings }).map((field) => [field, columns[field]!]),
) as Pick<(typeof outlets)['_']['columns'], NewOutletField>

/** A new outlet; fields with a default may be left out. */
export type NewOutlet = Pick<typeof outlets.$inferInsert, NewOutletField>
