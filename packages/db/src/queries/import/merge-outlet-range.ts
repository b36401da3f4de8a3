import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ImportHold } from '../../fragments/held-import.ts'
import { type ImportRange, inBlocks, mergeStatement } from '../../fragments/import-range.ts'
import { assignments, columnNames, fieldValues, parsedFields } from '../../fragments/recordset.ts'
import type { ImportRow } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'
import { importedOutletColumns as imported } from '../../schema/import-staging.ts'

const { site: _, url: __, enabled: ___, ...updated } = imported

/**
 * Merges a range of an import's rows into `outlets`, by site and URL, and moves the checkpoint. New outlets are due at once; outlets that
 * differ are updated. A new outlet belongs to the import's API key. `enabled` is used only for new outlets, so that a disabled one stays
 * disabled. Returns null and changes nothing when the import is not held, has already merged the range, or has lost its staged rows.
 *
 * @throws {StatementError} SQLSTATE 23505 when another writer creates one of the outlets at the same moment
 */
export async function mergeOutletRange(db: Database, hold: ImportHold, range: ImportRange): Promise<ImportRow | null> {
  const merge = sql`
    merge into outlets o
    using (
      select ${parsedFields('s', imported)}, held.key_id as owner from held, sorted_outlets s
      where ${inBlocks(range)} and s.superseded_by is null
    ) s
    on o.site = s.site and o.url = s.url
    when matched and (${columnNames(updated, 'o')}) is distinct from (${fieldValues('s', updated)})
      then update set ${assignments('s', updated)}, updated_at = now(),
        next_sweep_at = least(o.next_sweep_at, next_sweep_at(o.id, s."intervalSeconds", s.timezone))
    when not matched then insert (id, owner, ${columnNames(imported)})
      values (new_id('out_'), s.owner, ${fieldValues('s', imported)})
    returning merge_action() as action`
  const rows = await runStatement<ImportRow>(db, 'merge-outlet-range', mergeStatement(hold, range, merge))
  return rows[0] ?? null
}
