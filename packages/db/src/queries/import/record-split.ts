import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { heldImport, type ImportHold, stepTaken } from '../../fragments/held-import.ts'
import type { ReadOn } from '../../fragments/staged-batch.ts'
import { type ImportRow, importColumns } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/** A stored part of an import's file. */
export interface SplitOff extends ReadOn {
  /** Name of the part; null when no row was left. */
  partFile: string | null
}

/** Records that a part is stored. Returns null and changes nothing when the import is not held. */
export async function recordSplit(db: Database, hold: ImportHold, split: SplitOff): Promise<ImportRow | null> {
  const rows = await runStatement<ImportRow>(
    db,
    'record-split',
    sql`
      with ${heldImport(hold, sql`i.status = 'splitting' and not i.is_split`)}
      update imports i
      set ${stepTaken(hold)}, part_files = array_remove(i.part_files || ${split.partFile}::text, null), rows_read = i.rows_read + ${split.rowsRead}::bigint,
        rejected = i.rejected + ${split.rejected}::bigint,
        reject_files = array_remove(i.reject_files || ${split.rejectFile}::text, null),
        position = ${storableJson(split.position)}::jsonb, read_share = ${split.readShare}::float8,
        is_split = ${split.last}::boolean
      from held
      where i.id = held.id
      returning ${importColumns}`,
  )
  return rows[0] ?? null
}
