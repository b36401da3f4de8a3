import { sql } from 'drizzle-orm'
import { index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { claimColumns, json, moment } from './columns.ts'

/** Ad creatives, by the address of their page; `media` lists the addresses of their files. */
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
    media: json().$type<string[]>(),
    createdAt: moment('created_at').notNull().defaultNow(),
    endedAt: moment('ended_at'),
  },
  (table) => [
    uniqueIndex('creatives_once').on(sql`md5(${table.url})`),
    index('creatives_open').on(table.nextAttemptAt, table.id).where(sql`${table.endedAt} is null`),
  ],
)
