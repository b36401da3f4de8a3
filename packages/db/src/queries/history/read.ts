import { and, sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { historyColumns } from '../../fragments/history-columns.ts'
import { ifGiven } from '../../fragments/if-given.ts'
import type { HistoryKind, HistoryPlace } from '../../history-kind.ts'
import { runStatement } from '../../run-statement.ts'

/** A row of a history by the names of its columns. A snapshot has `item_id` to `listed`, a platform status has `online`. */
export interface HistoryRow {
  outlet_id: string
  observed_at: string
  sweep_id: string | null
  item_id?: string
  name?: string
  price_minor?: number | null
  currency?: string | null
  availability?: string | null
  listed?: boolean
  online?: boolean | null
}

export interface HistoryFilter {
  outletId: string
  itemId: string | null
  /** ISO 8601; from this moment on. */
  from: string | null
  /** ISO 8601; before this moment. */
  to: string | null
  /** The last row on the previous page. */
  before: HistoryPlace | null
}

/** The part of an outlet's history that is still in its table, newest first. */
export async function readHistory(
  db: Database,
  kind: HistoryKind,
  { outletId, itemId, from, to, before, limit }: HistoryFilter & { limit: number },
): Promise<HistoryRow[]> {
  const { key, row } = historyColumns[kind]
  // Only the filters in use are in the statement, so that Postgres skips the partitions of other days.
  const conditions = [
    sql`outlet_id = ${outletId}`,
    ifGiven(itemId, (id) => sql`item_id = ${id}`),
    ifGiven(from, (time) => sql`observed_at >= ${time}::timestamptz`),
    ifGiven(to, (time) => sql`observed_at < ${time}::timestamptz`),
    ifGiven(
      before,
      (last) => sql`
        observed_at <= ${last.observedAt}::timestamptz
        and (observed_at, ${key}) < (${last.observedAt}::timestamptz, ${last.key})`,
    ),
  ]
  const rows = await runStatement<{ row: HistoryRow }>(
    db,
    'read-history',
    sql`
      select (select row_to_json(r) from (select ${row}) r) as row
      from ${sql.identifier(kind)}
      where ${and(...conditions)}
      order by observed_at desc, ${key} desc
      limit ${limit}::int`,
  )
  return rows.map(({ row }) => row)
}
