import { sql } from 'drizzle-orm'
import type { LinedTable } from './lines.ts'

/** The lines of webhooks: their receivers. */
export const receivers: LinedTable['verdicts'] = { table: sql`webhook_receivers`, line: sql`receiver` }
