import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type FileRowsName, oldRows, oldRowsTerms } from '../../fragments/old-rows.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/**
 * Deletes the rows with these keys, from `readOldNamed`, that are still older than `before` (ISO 8601). Their files are already deleted. Returns the
 * number of rows.
 */
export async function deleteNamed(
  db: Database,
  name: FileRowsName,
  { keys, before }: { keys: unknown[]; before: string },
): Promise<number> {
  const { table, keys: columns, keysOf, isOld } = oldRowsTerms(name, before)
  const typed = oldRows[name].key.map((column) => `${column.name} ${column.getSQLType()}`).join(', ')
  const rows = await runStatement<{ deleted: number }>(
    db,
    `delete-named-${name}`,
    sql`
      with gone as (
        delete from ${table} using jsonb_to_recordset(${storableJson(keys)}::jsonb) as old (${sql.raw(typed)})
        where (${columns}) = (${keysOf('old')}) and ${isOld}
        returning 1
      )
      select count(*)::int as deleted from gone`,
  )
  return rows[0]!.deleted
}
