import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** Sweeps, running and ended. `outlets` counts those claimed. */
export const sweeps = pgTable('sweeps', {
  id: text().primaryKey(),
  jobId: text('job_id'),
  status: text({ enum: ['running', 'completed', 'failed'] }).notNull(),
  outlets: integer().notNull(),
  startedAt: moment('started_at').notNull().defaultNow(),
  endedAt: moment('ended_at'),
  summary: jsonb(),
})
