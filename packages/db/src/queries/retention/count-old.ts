import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type CountedRowsName, oldRowsTerms } from '../../fragments/old-rows.ts'
import { runStatement } from '../../run-statement.ts'

/** Rows past their retention. */
export interface OldCount {
  rows: number
  /** The size of the rows' values as they are stored. */
  bytes: number
  /** The time of the oldest row, ISO 8601; null without rows. */
  oldest: string | null
}

/** Counts the rows that are older than `before` (ISO 8601), the oldest first, up to `limit`. */
export async function countOldRows(
  db: Database,
  name: CountedRowsName,
  { before, limit }: { before: string; limit: number },
): Promise<OldCount> {
  const { table, at, order, isOld, bytes } = oldRowsTerms(name, before)
  const rows = await runStatement<OldCount>(
    db,
    `count-old-${name}`,
    sql`
      select count(*)::int as rows, coalesce(sum(bytes), 0)::float8 as bytes, iso_time(min(at)) as oldest
      from (
        select ${at} as at, ${bytes} as bytes from ${table}
        where ${isOld} order by ${order} limit ${limit}::int
      ) as old`,
  )
  return rows[0]!
}
