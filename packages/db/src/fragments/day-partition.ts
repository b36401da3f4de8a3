import { type SQL, sql } from 'drizzle-orm'
import type { HistoryKind } from '../history-kind.ts'

/** The partition of a table for one day in UTC, `yyyy-mm-dd`, named as the database's `partition_of` names it. */
export function dayPartition(kind: HistoryKind, day: string): SQL {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new Error(`"${day}" is not a day like 2026-11-30`)
  return sql`partitions.${sql.identifier(`${kind}_${day.replaceAll('-', '')}`)}`
}
