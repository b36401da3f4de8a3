import type { ImportBlocks } from '@edgesweep/db/fragments/import-range.ts'
import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'

/** The next step of an import. Each step, or each batch of it, is one commit that also moves the checkpoint. */
export type ImportStep =
  /** Cuts the rest of the file into parts. */
  | { do: 'split' }
  /** Empties the staging table, to stage from the first row on. */
  | { do: 'begin' }
  /** Stages the remaining rows. */
  | { do: 'stage' }
  | { do: 'sort' }
  /** Decides whether to drop the secondary indexes during the merge. */
  | { do: 'choose_indexes' }
  | ({ do: 'merge' } & ImportBlocks)
  | { do: 'restore_index' }
  | { do: 'finish' }

/** The next step; null when the import has ended or waits for its file. `rangeRows`: rows to merge in one commit. */
export function nextImportStep(row: ImportRow, rangeRows: number): ImportStep | null {
  const { status, indexes, sortedBlocks, mergedBlocks } = row
  if (status !== 'splitting' && status !== 'staging' && status !== 'merging') return null
  const isMerged = status === 'merging' && sortedBlocks !== null && mergedBlocks >= sortedBlocks
  // However an import ends, its table gets its indexes back first.
  if (row.ending || isMerged) return { do: indexes === 'dropped' ? 'restore_index' : 'finish' }
  if (status === 'splitting') return { do: row.isSplit ? 'begin' : 'split' }
  if (!row.hasStaging) return { do: 'begin' }
  if (status === 'staging') return { do: row.isStaged ? 'sort' : 'stage' }
  if (indexes === null) return { do: 'choose_indexes' }
  const blocks = Math.max(1, Math.round((rangeRows * sortedBlocks!) / Math.max(1, row.rowsStaged)))
  return { do: 'merge', fromBlock: mergedBlocks, toBlock: Math.min(sortedBlocks!, mergedBlocks + blocks) }
}

/** The intended time to merge one range: short enough that its locks do not delay other statements, long enough that the commit costs little. */
const rangeMs = 700
const [fewestRows, mostRows] = [2_000, 100_000]

/** The number of rows in the next range, adapted to the time that the last range took. */
export function nextRangeRows(rows: number, tookMs: number): number {
  const factor = Math.min(2, Math.max(0.5, rangeMs / Math.max(1, tookMs)))
  return Math.round(Math.min(mostRows, Math.max(fewestRows, rows * factor)))
}
