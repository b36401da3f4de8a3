import { bigint, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { json, moment } from './columns.ts'

/**
 * The remaining budget of each token and resource; `id` is the token's SHA-256 in hexadecimal. `remaining` counts a request as spent when it is
 * taken, and is null before GitHub's first answer. It belongs to the window that ends at `reset` (epoch seconds, GitHub's clock) and at
 * `reset_at` (the database's clock; null: unknown). `leases`: expiries of requests under way, by lease. `strikes`: secondary limits since the last
 * success.
 */
export const githubTokens = pgTable(
  'github_tokens',
  {
    id: text().notNull(),
    resource: text({ enum: ['core', 'search'] }).notNull(),
    rateLimit: integer('rate_limit'),
    remaining: integer(),
    reset: bigint({ mode: 'number' }),
    resetAt: moment('reset_at'),
    leases: json().notNull().default({}),
    strikes: integer().notNull().default(0),
    restingUntil: moment('resting_until'),
    disabledAt: moment('disabled_at'),
  },
  (table) => [primaryKey({ columns: [table.id, table.resource] })],
)
