import { type SQL, sql } from 'drizzle-orm'
import { type HistoryKind, historyKinds } from '../history-kind.ts'

/** The history tables' names, as rows `k (kind)` to select from. */
export const historyKindRows: SQL = sql`(values ${sql.raw(historyKinds.map((kind) => `('${kind}')`).join(', '))}) as k (kind)`

/**
 * `key` distinguishes the rows of one outlet and moment, compared by bytes. `row` is a row as one line of JSON, in the table and in the
 * archive.
 */
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
