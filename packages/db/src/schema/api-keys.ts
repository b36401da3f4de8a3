import { sql } from 'drizzle-orm'
import { check, pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** API keys. The key itself is never stored: `sha256` is its digest in lower-case hexadecimal, `prefix` its recognisable start. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    prefix: text().notNull(),
    sha256: text().notNull().unique('api_keys_sha256_key'),
    scopes: text().array().notNull().default([]),
    /** Signs the webhooks of jobs that carry their own URL: `whsec_…`. */
    webhookSecret: text('webhook_secret').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    revokedAt: moment('revoked_at'),
  },
  (table) => [check('api_keys_sha256_check', sql`${table.sha256} ~ '^[0-9a-f]{64}$'`)],
)
