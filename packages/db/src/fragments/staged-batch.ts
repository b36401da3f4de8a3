import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { type ImportTable, importColumns } from '../rows/import-row.ts'
import { stagedAdvertisers, stagedOutlets } from '../schema/import-staging.ts'
import { storableJson } from '../storable-json.ts'
import { heldImport, type ImportHold, isStaging, stepTaken } from './held-import.ts'

/** A row to be staged. */
export interface StagedRow {
  /** The line of the file where the row begins. */
  line: number
  /** Values in the order of `stagedColumns`; empty text is stored as NULL. */
  cells: ReadonlyArray<string | null>
}

/** Progress of reading an import's file. */
export interface ReadOn {
  rowsRead: number
  /** Rows among them that violate the table's rules. */
  rejected: number
  /** Name of the reject file part with the rejected rows. */
  rejectFile: string | null
  /** The position from which the reader continues. */
  position: unknown
  /** Share of the file that has been read, 0 to 1. */
  readShare: number
  /** The reader has reached the end of the file. */
  last: boolean
}

/** Counts and position at the end of a batch of staged rows. Rows that the split already counted are not counted again. */
export interface BatchEnd extends ReadOn {
  rowsStaged: number
}

const columnsAfterLine = (table: PgTable): readonly string[] =>
  Object.values(getTableColumns(table)).flatMap(({ name }) => (name === 'line' ? [] : [name]))

/** Columns of the staging tables after `line`, in the order of a row's cells. */
export const stagedColumns: Record<ImportTable, readonly string[]> = {
  advertisers: columnsAfterLine(stagedAdvertisers),
  outlets: columnsAfterLine(stagedOutlets),
}

/**
 * A statement that moves an import's checkpoint past a batch and returns the `ImportRow`.
 *
 * @param insert reads `held` and inserts the batch; by default the caller inserts the batch in the same transaction
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
