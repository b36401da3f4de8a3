import { sql } from 'drizzle-orm'
import { index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { claimColumns, moment } from './columns.ts'

/** Ad creatives, by the address of their page; `media` are the addresses whose files are fetched. */
export const creatives = pgTable(
  'creatives',
  {
    id: text().primaryKey(),
    url: text().notNull(),
    advertiserId: text('advertiser_id'),
    status: text({ enum: ['pending', 'processing', 'completed', 'failed'] })
      .notNull()
      .default('pending'),
    ...claimColumns(),
    title: text(),
    bodyText: text('body_text'),
    landingUrl: text('landing_url'),
    media: jsonb().$type<string[]>(),
    createdAt: moment('created_at').notNull().defaultNow(),
    endedAt: moment('ended_at'),
  },
  (table) => [
    uniqueIndex('creatives_once').on(sql`md5(${table.url})`),
    index('creatives_open').on(table.nextAttemptAt, table.id).where(sql`${table.endedAt} is null`),
  ],
)
