import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { claimColumns, moment } from './columns.ts'

/**
 * Searches for GitHub users, a page of results a claim. `page` is the next one; `found` counts the users on those read, `added` those
 * that were not known, `total` how many GitHub finds. `incomplete`: GitHub did not look at everything.
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
  (table) => [index('discoveries_open').on(table.nextAttemptAt, table.id).where(sql`${table.endedAt} is null`)],
)
