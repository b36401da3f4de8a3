import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type FileRowsName, oldRows, oldRowsTerms } from '../../fragments/old-rows.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/** Deletes the rows that name these files and are older than `before` (ISO 8601). Returns their number. */
export async function deleteGoneFiles(
  db: Database,
  name: FileRowsName,
  { files, before }: { files: string[]; before: string },
): Promise<number> {
  const { table, isOld } = oldRowsTerms(name, before)
  const rows = await runStatement<{ deleted: number }>(
    db,
    `delete-gone-${name}`,
    sql`
      with gone as (
        delete from ${table}
        where ${oldRows[name].file} collate "C" in (select jsonb_array_elements_text(${storableJson(files)}::jsonb)) and ${isOld}
        returning 1
      )
      select count(*)::int as deleted from gone`,
  )
  return rows[0]!.deleted
}
