import { integer, text, timestamp } from 'drizzle-orm/pg-core'

/** A moment, as the ISO text that the database gives. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' })

/**
 * What a record that is processed by claims has besides its status. `attempts` counts claims, less those that were put off or not used;
 * `throttles` how often its domain asked for less; `claimed_from` is the status that it goes back to. `claimed_by` and
 * `processing_started_at` stay when it has ended.
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
})
