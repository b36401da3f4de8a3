import { pgTable, text } from 'drizzle-orm/pg-core'
import { verdictColumns } from './columns.ts'

/**
 * How the newest attempts at a receiver ended. `receiver` is the database's `receiver_of(…)` of its deliveries. A receiver without a row was never
 * attempted.
 */
export const webhookReceivers = pgTable('webhook_receivers', { receiver: text().primaryKey(), ...verdictColumns() })
