import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { json, moment } from './columns.ts'

/** Sweeps, running and ended. `outlets` counts the claimed ones. */
export const sweeps = pgTable('sweeps', {
  id: text().primaryKey(),
  jobId: text('job_id'),
  status: text({ enum: ['running', 'completed', 'failed'] }).notNull(),
  outlets: integer().notNull(),
  startedAt: moment('started_at').notNull().defaultNow(),
  endedAt: moment('ended_at'),
  summary: json(),
})
