import { type SQL, sql } from 'drizzle-orm'
import { importColumns } from '../rows/import-row.ts'
import { heldImport, type ImportHold, isStaging, stepTaken } from './held-import.ts'

/** A range of the sorted rows, in blocks of their table. */
export interface ImportBlocks {
  fromBlock: number
  /** The first block after the range. */
  toBlock: number
}

/** A range with the counts and bounds of its rows. */
export interface ImportRange extends ImportBlocks {
  /** Rows to merge; `duplicates` are rows that a later row of the file supersedes. */
  rows: number
  duplicates: number
  /** Key of the first row; null when the range is empty. */
  lowKey: string | null
  /** Key of the first row after the range; null after the last range. */
  nextKey: string | null
  nextLine: number | null
  /** Name of the reject file part with the superseded rows. */
  rejectFile: string | null
}

/** Condition on the sorted rows `s`: the row is in the range. */
export const inBlocks = ({ fromBlock, toBlock }: ImportBlocks): SQL => sql`
  s.ctid >= ${`(${fromBlock},0)`}::tid and s.ctid < ${`(${toBlock},0)`}::tid`

/**
 * A statement that merges one range and moves the checkpoint in one commit.
 *
 * @param merge reads `held`, and returns `merge_action() as action` for each row that it writes
 */
export const mergeStatement = (hold: ImportHold, range: ImportRange, merge: SQL): SQL => sql`
  with ${heldImport(hold, sql`i.status = 'merging' and i.merged_blocks = ${range.fromBlock}::int and ${isStaging}`)},
  merged as (${merge}),
  written as (
    select count(*) filter (where action = 'INSERT') as inserted, count(*) filter (where action = 'UPDATE') as updated
    from merged
  )
  update imports i
  set ${stepTaken(hold)}, merged_blocks = ${range.toBlock}::int, next_key = ${range.nextKey}::text,
    next_line = ${range.nextLine}::bigint, rows_merged = i.rows_merged + ${range.rows}::bigint,
    inserted = i.inserted + w.inserted, updated = i.updated + w.updated,
    unchanged = i.unchanged + ${range.rows}::bigint - w.inserted - w.updated,
    rejected = i.rejected + ${range.duplicates}::bigint, duplicates = i.duplicates + ${range.duplicates}::bigint,
    reject_files = array_remove(i.reject_files || ${range.rejectFile}::text, null)
  from held, written w
  where i.id = held.id
  returning ${importColumns}`
