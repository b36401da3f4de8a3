import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** Records that each instance has completed, by the minute. */
export const pipelineCompletions = pgTable(
  'pipeline_completions',
  {
    pipeline: text().notNull(),
    instance: text().notNull(),
    minute: moment('minute').notNull(),
    completed: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.pipeline, table.instance, table.minute] })],
)
