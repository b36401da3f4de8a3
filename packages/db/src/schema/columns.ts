import { timestamp } from 'drizzle-orm/pg-core'

/** A moment, as the ISO text that the database gives. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' })
