import { boolean, customType, integer, text, timestamp } from 'drizzle-orm/pg-core'
import { storableJson } from '../storable-json.ts'

/** A moment, as ISO 8601 text. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' })

/** JSON without the characters that Postgres cannot store. */
export const json = customType<{ data: unknown; driverData: string }>({
  dataType: () => 'jsonb',
  toDriver: storableJson,
})

/** Text that compares by its bytes, whatever the server's libraries are. */
export const bytewiseText = customType<{ data: string }>({ dataType: () => 'text collate "C"' })

/**
 * Columns of a record that pipelines process by claims. `attempts` counts tries, except those that were
 * deferred or met an error of ours. `throttles` counts
 * how often the record's domain asked for fewer requests. A claim that is returned for later sets the status back to `claimed_from`.
 * `claimed_by` and `processing_started_at` keep their values when the record has ended.
 */
export const claimColumns = () => ({
  attempts: integer().notNull().default(0),
  throttles: integer().notNull().default(0),
  nextAttemptAt: moment('next_attempt_at').notNull().defaultNow(),
  claimedFrom: text('claimed_from'),
  claimedBy: text('claimed_by'),
  processingStartedAt: moment('processing_started_at'),
  leaseExpiresAt: moment('lease_expires_at'),
  leaseToken: text('lease_token'),
  error: text(),
  ...outageColumns(),
})

/**
 * Columns of a record that an error of ours, since `outage_since`, keeps from ending. `alone`: its worker died while it held other work, so that it
 * is tried alone next. `begun`: that try has begun and is counted.
 */
export const outageColumns = () => ({
  outageSince: moment('outage_since'),
  alone: boolean().notNull().default(false),
  begun: boolean().notNull().default(false),
})

/**
 * Columns about a line. `failures` counts the attempts in a row that failed by the fault of its receiver. `slow`: the newest attempt took long.
 * Nothing of the line starts before `rests_until`.
 */
export const verdictColumns = () => ({
  failures: integer().notNull().default(0),
  slow: boolean().notNull().default(false),
  restsUntil: moment('rests_until').notNull().defaultNow(),
  changedAt: moment('changed_at').notNull().defaultNow(),
})
