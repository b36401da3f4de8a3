import { bigint, boolean, index, pgTable, text } from 'drizzle-orm/pg-core'
import type { EventKind } from '../event-kinds.ts'
import { apiKeys } from './api-keys.ts'
import { moment } from './columns.ts'

/** Receivers of webhooks. Empty `events` means all kinds; `last_sequence` is the number of the newest delivery that has one. */
export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    id: text().primaryKey(),
    keyId: text('key_id')
      .notNull()
      .references(() => apiKeys.id),
    url: text().notNull(),
    secret: text().notNull(),
    events: text().array().$type<EventKind[]>().notNull().default([]),
    enabled: boolean().notNull().default(true),
    disabledReason: text('disabled_reason'),
    lastSequence: bigint('last_sequence', { mode: 'number' }).notNull().default(0),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [index('webhook_endpoints_by_key').on(table.keyId, table.id)],
)
