import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { historyColumns } from '../../fragments/history-columns.ts'
import type { HistoryKind, HistoryPlace } from '../../history-kind.ts'
import { runStatement } from '../../run-statement.ts'

/** A row of a history, with its columns' own names; `item_id` and what follows it are a snapshot's, `online` is platform status'. */
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
  /** The last row of the page before. */
  before: HistoryPlace | null
}

/** What a table still has of an outlet's history, newest first. */
export async function readHistory(
  db: Database,
  kind: HistoryKind,
  { outletId, itemId, from, to, before, limit }: HistoryFilter & { limit: number },
): Promise<HistoryRow[]> {
  const { key, row } = historyColumns[kind]
  // Only what is asked for is in the statement: with its bounds, Postgres leaves the partitions of other days out.
  const conditions = [
    sql`outlet_id = ${outletId}`,
    itemId !== null && sql`item_id = ${itemId}`,
    from !== null && sql`observed_at >= ${from}::timestamptz`,
    to !== null && sql`observed_at < ${to}::timestamptz`,
    before &&
      sql`observed_at <= ${before.observedAt}::timestamptz
        and (observed_at, ${key}) < (${before.observedAt}::timestamptz, ${before.key})`,
  ].filter((condition) => typeof condition === 'object' && condition !== null)
  const rows = await runStatement<{ row: HistoryRow }>(
    db,
    'read-history',
    sql`
      select (select row_to_json(r) from (select ${row}) r) as row
      from ${sql.identifier(kind)}
      where ${sql.join(conditions, sql` and `)}
      order by observed_at desc, ${key} desc
      limit ${limit}::int`,
  )
  return rows.map(({ row }) => row)
}
