import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { claimColumns, moment } from './columns.ts'

/**
 * Searches for GitHub users, one page of results for each claim. `page` is the next page; `found` counts the users on the pages read, `added`
 * the new ones of them, `total` is GitHub's count. `incomplete`: GitHub did not search everything.
 */
export const discoveries = pgTable(
  'discoveries',
  {
    id: text().primaryKey(),
    query: text().notNull(),
    maxResults: integer('max_results').notNull(),
    page: integer().notNull().default(1),
    found: integer().notNull().default(0),
    added: integer().notNull().default(0),
    status: text({ enum: ['pending', 'processing', 'completed', 'failed'] })
      .notNull()
      .default('pending'),
    ...claimColumns(),
    createdAt: moment('created_at').notNull().defaultNow(),
    endedAt: moment('ended_at'),
    total: integer(),
    incomplete: boolean().notNull().default(false),
  },
  (table) => [
    check('discoveries_max_results_check', sql`${table.maxResults} > 0`),
    index('discoveries_open').on(table.nextAttemptAt, table.id).where(sql`${table.endedAt} is null`),
  ],
)
