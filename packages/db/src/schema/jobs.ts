import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { json, moment } from './columns.ts'

/** Ended jobs, for lists and audit, without their results. `key_id` is null for scheduled jobs. */
export const jobs = pgTable(
  'jobs',
  {
    id: text().primaryKey(),
    /** The caller's API key; null for scheduled jobs. */
    keyId: text('key_id'),
    kind: text().notNull(),
    lane: text({ enum: ['live', 'interactive', 'bulk'] })
      .$type<string>()
      .notNull(),
    // No job ends as `expired` any more.
    status: text({ enum: ['completed', 'partial', 'failed', 'cancelled', 'timed_out', 'expired'] })
      .$type<'completed' | 'partial' | 'failed' | 'cancelled' | 'timed_out'>()
      .notNull(),
    spec: json().notNull(),
    total: integer().notNull(),
    completed: integer().notNull(),
    failed: integer().notNull(),
    attempt: integer().notNull(),
    submittedAt: moment('submitted_at').notNull(),
    startedAt: moment('started_at'),
    endedAt: moment('ended_at').notNull(),
    expiresAt: moment('expires_at'),
    usage: json(),
    error: json(),
    /** A dead letter: its lane gave it up, or it did not end by its deadline. */
    dead: boolean().notNull().default(false),
  },
  (table) => [
    index('jobs_by_submission').on(table.submittedAt, table.id),
    index('jobs_by_key').on(table.keyId, table.submittedAt, table.id),
    index('jobs_by_end').on(table.endedAt),
    index('jobs_dead').on(table.keyId, table.submittedAt, table.id).where(sql`${table.dead}`),
  ],
)
