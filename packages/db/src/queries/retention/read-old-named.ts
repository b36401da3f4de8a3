import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type FileRowsName, oldRows, oldRowsTerms } from '../../fragments/old-rows.ts'
import { runStatement } from '../../run-statement.ts'

/** Old rows, and the files that no other row names. */
export interface OldNamed {
  /** The rows' keys, for `deleteNamed`. */
  keys: unknown[]
  files: string[]
}

/**
 * Reads up to `limit` rows that are older than `before` (ISO 8601), the oldest first. A scalar subquery asks for other rows of a file, because a
 * `not exists` becomes a join that reads the whole table.
 */
export async function readOldNamed(
  db: Database,
  name: FileRowsName,
  { before, limit }: { before: string; limit: number },
): Promise<OldNamed> {
  const { table, keys, keysOf, order, isOld } = oldRowsTerms(name, before)
  const file = sql`${oldRows[name].file}`
  const rows = await runStatement<OldNamed>(
    db,
    `read-old-${name}`,
    sql`
      with old as materialized (
        select ${keys}, ${file} as file from ${table} where ${isOld} order by ${order} limit ${limit}::int
      ),
      names as materialized (select distinct file from old where file is not null)
      select
        (select coalesce(jsonb_agg(to_jsonb(k)), '[]') from (select ${keysOf('old')} from old) k) as keys,
        (
          select coalesce(jsonb_agg(n.file), '[]') from names n
          where (
            select true from ${table}
            where ${file} collate "C" = n.file and ((${keys}) in (select ${keysOf('old')} from old)) is not true
            limit 1
          ) is null
        ) as files`,
  )
  return rows[0]!
}
