import { type SQL, sql } from 'drizzle-orm'
import type { HistoryKind } from '../history-kind.ts'

/** The partition of a table for one UTC day (`yyyy-mm-dd`), under the name that the database function `partition_of` makes. */
export function dayPartition(kind: HistoryKind, day: string): SQL {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new Error(`A partition's day must look like 2026-11-30, not "${day}"`)
  return sql`partitions.${sql.identifier(`${kind}_${day.replaceAll('-', '')}`)}`
}
