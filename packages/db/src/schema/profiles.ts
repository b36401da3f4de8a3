import { sql } from 'drizzle-orm'
import { check, index, pgTable, text } from 'drizzle-orm/pg-core'
import { claimColumns, json, moment } from './columns.ts'

/**
 * GitHub profiles, read in two stages: `initial → profiled → enhanced`, each through `processing`. `profile` and `links` are GitHub's last
 * answers, `etags` their ETags by part, each with the hash of its token. `attempts` counts those of the current stage.
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
    profile: json(),
    links: json(),
    etags: json().notNull().default({}),
    profiledAt: moment('profiled_at'),
    enhancedAt: moment('enhanced_at'),
  },
  (table) => [
    check('profiles_login_check', sql`${table.login} = lower(${table.login})`),
    index('profiles_open').on(table.nextAttemptAt, table.id).where(sql`${table.endedAt} is null`),
  ],
)
