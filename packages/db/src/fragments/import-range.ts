import { type SQL, sql } from 'drizzle-orm'
import { importColumns } from '../rows/import-row.ts'
import { heldImport, type ImportHold, isStaging, stepTaken } from './held-import.ts'

/** A stretch of the sorted rows, in blocks of the table that holds them. */
export interface ImportBlocks {
  fromBlock: number
  /** The first that is not in it. */
  toBlock: number
}

/** What lies in a stretch. */
export interface ImportRange extends ImportBlocks {
  /** Those that count, and those that another row of the file supersedes. */
  rows: number
  duplicates: number
  /** Key of its first row; null where it has none. */
  lowKey: string | null
  /** The first row behind it; null behind the last. */
  nextKey: string | null
  nextLine: number | null
  /** The stretch of the reject file that holds the superseded rows. */
  rejectFile: string | null
}

/** Condition on `sorted s`: it lies in the stretch. */
export const inBlocks = ({ fromBlock, toBlock }: ImportBlocks): SQL => sql`
  s.ctid >= ${`(${fromBlock},0)`}::tid and s.ctid < ${`(${toBlock},0)`}::tid`

/**
 * A statement that merges one stretch and moves the checkpoint with it, in one commit.
 *
 * @param merge reads `held`, and returns `merge_action() as action` for each row that it has written
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
