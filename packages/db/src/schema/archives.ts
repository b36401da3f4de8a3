import { sql } from 'drizzle-orm'
import { bigint, date, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** Days of tables on their way into the bucket; see `ArchiveRow`. */
export const archives = pgTable(
  'archives',
  {
    kind: text().notNull(),
    day: date().notNull(),
    status: text().notNull().default('pending'),
    partFiles: text('part_files').array().notNull().default([]),
    verifiedParts: integer('verified_parts').notNull().default(0),
    rows: bigint({ mode: 'number' }).notNull().default(0),
    bytes: bigint({ mode: 'number' }).notNull().default(0),
    position: jsonb(),
    steps: integer().notNull().default(0),
    attempts: integer().notNull().default(0),
    nextAttemptAt: moment('next_attempt_at').notNull().defaultNow(),
    leaseExpiresAt: moment('lease_expires_at'),
    leaseToken: text('lease_token'),
    error: text(),
    createdAt: moment('created_at').notNull().defaultNow(),
    endedAt: moment('ended_at'),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.day] }),
    index('archives_under_way').on(table.day, table.kind).where(sql`status <> 'done'`),
  ],
)
