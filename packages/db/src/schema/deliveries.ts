import { sql } from 'drizzle-orm'
import { type AnyPgColumn, bigint, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { EventKind } from '../event-kinds.ts'
import { json, moment } from './columns.ts'
import { webhookEndpoints } from './webhook-endpoints.ts'

/** The line that a delivery waits in: its endpoint, or the API key and the origin of a job's own URL. */
const receiverOf = (table: Record<'endpointId' | 'keyId' | 'url', AnyPgColumn>) =>
  sql`receiver_of(${table.endpointId}, ${table.keyId}, ${table.url})`

/**
 * The webhook outbox: one event for one endpoint, or for a job's own URL (`endpoint_id` null, and no `sequence`). `position` orders all
 * deliveries by the time of writing; `sequence` counts those of one endpoint and is given right before delivery. `failed`: the last attempt
 * failed and another follows; `dead`: none follows. `attempts` counts requests whose end was recorded.
 */
export const deliveries = pgTable(
  'deliveries',
  {
    id: text().primaryKey(),
    eventId: text('event_id').notNull(),
    kind: text().$type<EventKind>().notNull(),
    endpointId: text('endpoint_id').references(() => webhookEndpoints.id, { onDelete: 'cascade' }),
    url: text().notNull(),
    keyId: text('key_id'),
    payload: json().notNull(),
    sequence: bigint({ mode: 'number' }),
    status: text({ enum: ['pending', 'delivered', 'failed', 'dead'] })
      .notNull()
      .default('pending'),
    attempts: integer().notNull().default(0),
    nextAttemptAt: moment('next_attempt_at').notNull().defaultNow(),
    leaseExpiresAt: moment('lease_expires_at'),
    leaseToken: text('lease_token'),
    createdAt: moment('created_at').notNull().defaultNow(),
    deliveredAt: moment('delivered_at'),
    position: bigint({ mode: 'number' }).default(sql`nextval('delivery_positions')`),
    /** Why nothing could be sent the last time, for a reason of ours; null after an attempt. */
    outage: text(),
  },
  (table) => [
    uniqueIndex('deliveries_once').on(table.eventId, sql`coalesce(${table.endpointId}, ${table.url})`),
    index('deliveries_by_receiver')
      .on(receiverOf(table), table.nextAttemptAt, table.sequence)
      .where(sql`${table.status} in ('pending', 'failed')`),
    index('deliveries_open').on(table.createdAt).where(sql`${table.status} in ('pending', 'failed')`),
    index('deliveries_due').on(table.nextAttemptAt).where(sql`${table.status} in ('pending', 'failed')`),
    index('deliveries_done').on(table.createdAt).where(sql`${table.status} in ('delivered', 'dead')`),
    index('deliveries_unnumbered')
      .on(table.position)
      .where(sql`${table.sequence} is null and ${table.endpointId} is not null`),
    index('deliveries_by_endpoint').on(table.endpointId, table.id),
    index('deliveries_by_key').on(table.keyId, table.id),
  ],
)

/** Attempts at deliveries, numbered from 1. */
export const deliveryAttempts = pgTable(
  'delivery_attempts',
  {
    deliveryId: text('delivery_id')
      .notNull()
      .references(() => deliveries.id, { onDelete: 'cascade' }),
    attempt: integer().notNull(),
    startedAt: moment('started_at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    statusCode: integer('status_code'),
    error: text(),
  },
  (table) => [primaryKey({ columns: [table.deliveryId, table.attempt] })],
)
