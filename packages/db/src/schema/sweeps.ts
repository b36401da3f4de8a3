import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { json, moment } from './columns.ts'

/** Sweeps, running and ended with the status of their job. `outlets` counts the claimed ones. */
export const sweeps = pgTable('sweeps', {
  id: text().primaryKey(),
  jobId: text('job_id'),
  status: text({ enum: ['running', 'completed', 'partial', 'failed', 'cancelled', 'timed_out'] }).notNull(),
  outlets: integer().notNull(),
  startedAt: moment('started_at').notNull().defaultNow(),
  /** When it last claimed outlets or was opened again. */
  openedAt: moment('opened_at').notNull().defaultNow(),
  endedAt: moment('ended_at'),
  summary: json(),
})
