import { sql } from 'drizzle-orm'
import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { claimColumns, moment } from './columns.ts'

/**
 * GitHub profiles, read in two stages: `initial → profiled → enhanced`, each by way of `processing`. `profile` and `links` are what
 * GitHub said last, `etags` those under which it said so, by the part asked for, each with the hash of its token. `attempts` are those of
 * the stage.
 */
export const profiles = pgTable(
  'profiles',
  {
    id: text().primaryKey(),
    login: text().notNull().unique('profiles_login_key'),
    status: text({ enum: ['initial', 'processing', 'profiled', 'enhanced', 'failed'] })
      .notNull()
      .default('initial'),
    ...claimColumns(),
    createdAt: moment('created_at').notNull().defaultNow(),
    endedAt: moment('ended_at'),
    profile: jsonb(),
    links: jsonb(),
    etags: jsonb().notNull().default({}),
    profiledAt: moment('profiled_at'),
    enhancedAt: moment('enhanced_at'),
  },
  (table) => [index('profiles_open').on(table.nextAttemptAt, table.id).where(sql`${table.endedAt} is null`)],
)
