import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** Jobs that ended, for listing and audit; `key_id` is null for the clock's own. A job's results are not here. */
export const jobs = pgTable(
  'jobs',
  {
    id: text().primaryKey(),
    keyId: text('key_id'),
    kind: text().notNull(),
    lane: text({ enum: ['live', 'interactive', 'bulk'] }).notNull(),
    status: text({ enum: ['completed', 'partial', 'failed', 'cancelled', 'timed_out', 'expired'] }).notNull(),
    spec: jsonb().notNull(),
    total: integer().notNull(),
    completed: integer().notNull(),
    failed: integer().notNull(),
    attempt: integer().notNull(),
    submittedAt: moment('submitted_at').notNull(),
    startedAt: moment('started_at'),
    endedAt: moment('ended_at').notNull(),
    expiresAt: moment('expires_at'),
    usage: jsonb(),
    error: jsonb(),
    dead: boolean().notNull().default(false),
  },
  (table) => [
    index('jobs_by_submission').on(table.submittedAt, table.id),
    index('jobs_by_key').on(table.keyId, table.submittedAt, table.id),
    index('jobs_by_end').on(table.endedAt),
    index('jobs_dead').on(table.keyId, table.submittedAt, table.id).where(sql`${table.dead}`),
  ],
)
