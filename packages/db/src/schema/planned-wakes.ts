import { pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** The next planned wake-up of a consumer. Many runs that ask for one get one. */
export const plannedWakes = pgTable('planned_wakes', {
  name: text().primaryKey(),
  wakesAt: moment('wakes_at').notNull(),
})
