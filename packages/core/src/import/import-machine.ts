import type { ImportBlocks } from '@edgesweep/db/fragments/import-range.ts'
import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'

/** What an import does next. Each step, or each batch of one, is one commit that moves the import's checkpoint with it. */
export type ImportStep =
  /** Cuts the rest of its file into parts. */
  | { do: 'split' }
  /** Empties its staging table, to stage from the first row on. */
  | { do: 'begin' }
  /** Stages the rest of its rows. */
  | { do: 'stage' }
  | { do: 'sort' }
  /** Decides whether to go without the secondary indexes. */
  | { do: 'choose_indexes' }
  | ({ do: 'merge' } & ImportBlocks)
  | { do: 'restore_index' }
  | { do: 'finish' }

/** Null when it has ended, or its file is still to come. `rangeRows`: rows that are to be merged in one commit. */
export function nextImportStep(row: ImportRow, rangeRows: number): ImportStep | null {
  const { status, indexes, sortedBlocks, mergedBlocks } = row
  if (status !== 'splitting' && status !== 'staging' && status !== 'merging') return null
  const isMerged = status === 'merging' && sortedBlocks !== null && mergedBlocks >= sortedBlocks
  // Whatever ends it, its table gets its indexes back first.
  if (row.ending || isMerged) return { do: indexes === 'dropped' ? 'restore_index' : 'finish' }
  if (status === 'splitting') return { do: row.isSplit ? 'begin' : 'split' }
  if (!row.hasStaging) return { do: 'begin' }
  if (status === 'staging') return { do: row.isStaged ? 'sort' : 'stage' }
  if (indexes === null) return { do: 'choose_indexes' }
  const blocks = Math.max(1, Math.round((rangeRows * sortedBlocks!) / Math.max(1, row.rowsStaged)))
  return { do: 'merge', fromBlock: mergedBlocks, toBlock: Math.min(sortedBlocks!, mergedBlocks + blocks) }
}

/** What a merge of one range should take: short enough that nobody waits for its locks, long enough that its commit costs little. */
const rangeMs = 700
const [fewestRows, mostRows] = [2_000, 100_000]

/** Rows of the next range, after one that took so long. */
export function nextRangeRows(rows: number, tookMs: number): number {
  const factor = Math.min(2, Math.max(0.5, rangeMs / Math.max(1, tookMs)))
  return Math.round(Math.min(mostRows, Math.max(fewestRows, rows * factor)))
}
