import type { ImportHold } from '@edgesweep/db/fragments/held-import.ts'
import type { BatchEnd, StagedRow } from '@edgesweep/db/fragments/staged-batch.ts'
import type { SplitOff } from '@edgesweep/db/queries/import/record-split.ts'
import type { ImportRow, ImportTable } from '@edgesweep/db/rows/import-row.ts'
import type { Reject } from './csv/csv-batch.ts'

/** Rows of an import that are staged together, in one commit. */
export interface ReadBatch {
  /** To be read to its end before `end` is asked. */
  rows: AsyncIterable<readonly StagedRow[]>
  /** What was read, with the rejects that are not in the reject file yet. */
  end(): Omit<BatchEnd, 'rowsStaged' | 'rejected' | 'rejectFile'> & { rejects: readonly Reject[] }
}

/**
 * The file of an import. Read again from the same position it gives the same rows. Throws `invalid_input` and `too_large` for what no
 * further attempt can read.
 */
export interface ImportSource {
  /**
   * Cuts what lies behind the import's position into parts and stores them with their rejects, telling after each; `tag` is in their names, so that a worker
   * that comes late replaces none.
   */
  split(row: ImportRow, tag: string): AsyncIterable<SplitOff>
  /** The rows behind the import's position, down to the last batch, which may be empty. Each is to be read before the next is asked for. */
  read(row: ImportRow): AsyncIterable<ReadBatch>
}

/**
 * Stages rows and moves the import's checkpoint behind them, in one commit; `end` is asked when all have come. Null when the import is not held or
 * its staged rows are lost.
 */
export type StageRows = (
  hold: ImportHold,
  table: ImportTable,
  rows: AsyncIterable<readonly StagedRow[]>,
  end: () => Promise<BatchEnd>,
) => Promise<ImportRow | null>
