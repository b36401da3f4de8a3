import { type SQL, sql } from 'drizzle-orm'
import { type ImportTable, importColumns } from '../rows/import-row.ts'
import { storableJson } from '../storable-json.ts'
import { heldImport, type ImportHold, isStaging, stepTaken } from './held-import.ts'

/** A row that is to be staged. */
export interface StagedRow {
  /** The line of the file on which it begins. */
  line: number
  /** In the order of `stagedColumns`; empty and null are NULL. */
  cells: ReadonlyArray<string | null>
}

/** What was read of a file, and where reading goes on. */
export interface ReadOn {
  rowsRead: number
  /** Of those, the rows that did not fit. */
  rejected: number
  /** The stretch of the reject file that was written with it. */
  rejectFile: string | null
  position: unknown
  /** How much of the file is read, 0 to 1. */
  readShare: number
  /** Nothing is left. */
  last: boolean
}

/** What a batch of staged rows comes to. Rows that were counted when parts were cut are not counted again. */
export interface BatchEnd extends ReadOn {
  rowsStaged: number
}

/** Columns of the staging tables behind `line`, in the order of a row's cells. */
export const stagedColumns: Record<ImportTable, readonly string[]> = {
  advertisers: ['advertiser_id', 'advertiser_name', 'advertiser_name_normalized', 'country'],
  outlets: ['site', 'url', 'name', 'options', 'timezone', 'interval_seconds', 'enabled'],
}

/**
 * A statement that moves an import's checkpoint behind a batch, and inserts it where `insert`, which reads `held`, does so; otherwise that is done
 * in the same transaction. Gives the `ImportRow`.
 */
export const stageStatement = (hold: ImportHold, batch: BatchEnd, insert: SQL = sql`select`): SQL => sql`
  with ${heldImport(hold, sql`i.status = 'staging' and not i.is_staged and ${isStaging}`)},
  inserted as (${insert})
  update imports i
  set ${stepTaken(hold)}, rows_staged = i.rows_staged + ${batch.rowsStaged}::bigint,
    rows_read = i.rows_read + ${batch.rowsRead}::bigint, rejected = i.rejected + ${batch.rejected}::bigint,
    reject_files = array_remove(i.reject_files || ${batch.rejectFile}::text, null),
    position = ${storableJson(batch.position)}::jsonb, read_share = ${batch.readShare}::float8,
    is_staged = ${batch.last}::boolean
  from held
  where i.id = held.id
  returning ${importColumns}`
