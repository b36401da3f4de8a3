import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type FileRowsName, oldRows, oldRowsTerms } from '../../fragments/old-rows.ts'
import { runStatement } from '../../run-statement.ts'

/** A file that rows name. `isOld`: all of these rows are old. */
export interface NamedFile {
  name: string
  isOld: boolean
}

/** The first `limit` files that rows name, after one name and up to another, in the order of their bytes. */
export function listNamedFiles(
  db: Database,
  name: FileRowsName,
  { after, through, before, limit }: { after: string; through: string; before: string; limit: number },
): Promise<NamedFile[]> {
  const { table, isOld } = oldRowsTerms(name, before)
  const file = sql`${oldRows[name].file} collate "C"`
  return runStatement<NamedFile>(
    db,
    `list-named-${name}`,
    sql`
      select ${file} as name, coalesce(bool_and(${isOld}), false) as "isOld" from ${table}
      where ${file} > ${after} and ${file} <= ${through}
      group by ${file} order by ${file} limit ${limit}::int`,
  )
}
