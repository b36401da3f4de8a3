import { pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** The next planned wake-up of a consumer. Many runs that ask for one get one. The row `clock` has the time of the clock's next round. */
export const plannedWakes = pgTable('planned_wakes', {
  name: text().primaryKey(),
  wakesAt: moment('wakes_at').notNull(),
})

/** From one round of the clock to the next: the Cron Trigger of the Worker `background`. */
export const roundSeconds = 60
