import { bigint, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/**
 * What is left of each token's budgets; `id` is the SHA-256 of the token in hex. `remaining` counts what is taken as spent, and is null
 * while GitHub has not said; it belongs to the window that ends at `reset`, epoch seconds of GitHub's clock, and at `reset_at` by the
 * database's; `reset_at` is null while nothing is known of the window. `leases`: requests under way, their expiries by lease. `strikes`:
 * secondary limits met without a success since.
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
    leases: jsonb().notNull().default({}),
    strikes: integer().notNull().default(0),
    restingUntil: moment('resting_until'),
    disabledAt: moment('disabled_at'),
  },
  (table) => [primaryKey({ columns: [table.id, table.resource] })],
)
