import type { ImportHold } from '@edgesweep/db/fragments/held-import.ts'
import type { BatchEnd, StagedRow } from '@edgesweep/db/fragments/staged-batch.ts'
import type { SplitOff } from '@edgesweep/db/queries/import/record-split.ts'
import type { ImportRow, ImportTable } from '@edgesweep/db/rows/import-row.ts'
import type { Reject } from './csv/csv-batch.ts'

/** Rows of an import that are staged in one commit. */
export interface ReadBatch {
  /** Read to the end before calling `end`. */
  rows: AsyncIterable<readonly StagedRow[]>
  /** The totals of the batch, with the rejects that are not in the reject file yet. */
  end(): Omit<BatchEnd, 'rowsStaged' | 'rejected' | 'rejectFile'> & { rejects: readonly Reject[] }
}

/**
 * The file of an import. Reading again from a position gives the same rows. Throws `invalid_input` and `too_large` for a file that no
 * further attempt can read.
 */
export interface ImportSource {
  /**
   * Cuts the file after the import's position into parts and stores them with their rejects, yielding after each. `tag` is part
   * of their names, so that a late worker replaces none.
   */
  split(row: ImportRow, tag: string): AsyncIterable<SplitOff>
  /** Batches of the rows after the import's position. The last one may be empty. Read each batch before requesting the next. */
  read(row: ImportRow): AsyncIterable<ReadBatch>
}

/**
 * Stages rows and moves the import's checkpoint past them, in one commit. `end` is called after the last row. Null when the claim or the
 * staged rows are lost.
 */
export type StageRows = (
  hold: ImportHold,
  table: ImportTable,
  rows: AsyncIterable<readonly StagedRow[]>,
  end: () => Promise<BatchEnd>,
) => Promise<ImportRow | null>
