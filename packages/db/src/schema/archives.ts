import { sql } from 'drizzle-orm'
import { bigint, date, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { type HistoryPlace, historyKinds } from '../history-kind.ts'
import { json, moment } from './columns.ts'

/** A row's place in a day's archive. */
export interface ArchivePosition extends HistoryPlace {
  outletId: string
}

/** Days of history tables that are moved to the bucket; see `ArchiveRow`. */
export const archives = pgTable(
  'archives',
  {
    kind: text({ enum: historyKinds }).notNull(),
    day: date().notNull(),
    status: text({ enum: ['pending', 'writing', 'verifying', 'detaching', 'dropping', 'done'] })
      .notNull()
      .default('pending'),
    partFiles: text('part_files').array().notNull().default([]),
    verifiedParts: integer('verified_parts').notNull().default(0),
    rows: bigint({ mode: 'number' }).notNull().default(0),
    bytes: bigint({ mode: 'number' }).notNull().default(0),
    position: json().$type<ArchivePosition>(),
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
