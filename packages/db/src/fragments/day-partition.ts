import { type SQL, sql } from 'drizzle-orm'
import type { HistoryKind } from '../history-kind.ts'

/** The partition of a table and a day in UTC, `yyyy-mm-dd`, as `partition_of` of the database names it. */
export function dayPartition(kind: HistoryKind, day: string): SQL {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new Error(`"${day}" is no day, as 2026-11-30`)
  return sql`partitions.${sql.identifier(`${kind}_${day.replaceAll('-', '')}`)}`
}
