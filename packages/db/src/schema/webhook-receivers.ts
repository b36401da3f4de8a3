import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/**
 * How the newest attempts at a receiver ended. `receiver` is the database's `receiver_of(…)` of its deliveries. `failures` counts the attempts in a
 * row that got no answer, 429 or 5xx. `slow`: the newest attempt took long. A receiver without a row was never attempted.
 */
export const webhookReceivers = pgTable('webhook_receivers', {
  receiver: text().primaryKey(),
  failures: integer().notNull().default(0),
  slow: boolean().notNull().default(false),
  restsUntil: moment('rests_until').notNull().defaultNow(),
  changedAt: moment('changed_at').notNull().defaultNow(),
})
