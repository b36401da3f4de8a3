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

/** Reads up to `limit` rows that are older than `before` (ISO 8601), the oldest first. */
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
      )
      select
        (select coalesce(jsonb_agg(to_jsonb(k)), '[]') from (select ${keysOf('old')} from old) k) as keys,
        (
          select coalesce(jsonb_agg(distinct o.file), '[]') from old o
          where o.file is not null and not exists (
            select from ${table}
            where ${file} collate "C" = o.file and not exists (select from old x where (${keysOf('x')}) = (${keys}))
          )
        ) as files`,
  )
  return rows[0]!
}
