import { type SQL, sql } from 'drizzle-orm'

/** Tables that are partitioned by day, and archived by day. */
export type HistoryKind = 'snapshots' | 'platform_status'

/** All of them, as what a statement selects from. */
export const historyKinds: SQL = sql`(values ('snapshots'), ('platform_status')) as k (kind)`

/** What tells the rows of one outlet and moment apart, compared by bytes; and a row as one line of JSON, in the table as in the archive. */
export const historyColumns: Record<HistoryKind, { key: SQL; row: SQL }> = {
  snapshots: {
    key: sql`item_id collate "C"`,
    row: sql`
      item_id, outlet_id, iso_time(observed_at) as observed_at, name, price_minor, currency, availability, listed, sweep_id`,
  },
  platform_status: {
    key: sql`''::text collate "C"`,
    row: sql`outlet_id, iso_time(observed_at) as observed_at, online, sweep_id`,
  },
}

/** A row's place in a history: ISO 8601 with microseconds, and the row's key. */
export interface HistoryPlace {
  observedAt: string
  /** The item's id; empty for platform status. */
  key: string
}
