import { pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** How far the files of each folder of the bucket are compared with the rows that name them: up to the name `after`. */
export const bucketPasses = pgTable('bucket_passes', {
  folder: text().primaryKey(),
  after: text().notNull().default(''),
  beganAt: moment('began_at').notNull().defaultNow(),
  endedAt: moment('ended_at'),
})
