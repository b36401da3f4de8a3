import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { oldRowsTerms, type PlainRowsName } from '../../fragments/old-rows.ts'
import { runStatement } from '../../run-statement.ts'

/** Deletes up to `limit` rows that are older than `before` (ISO 8601), the oldest first. Returns their number. */
export async function deleteOldRows(
  db: Database,
  name: PlainRowsName,
  { before, limit }: { before: string; limit: number },
): Promise<number> {
  const { table, keys, keysOf, order, isOld } = oldRowsTerms(name, before)
  const rows = await runStatement<{ deleted: number }>(
    db,
    `delete-old-${name}`,
    sql`
      with old as (
        select ${keys} from ${table} where ${isOld} order by ${order} limit ${limit}::int for update skip locked
      ),
      gone as (delete from ${table} using old where (${keys}) = (${keysOf('old')}) returning 1)
      select count(*)::int as deleted from gone`,
  )
  return rows[0]!.deleted
}
