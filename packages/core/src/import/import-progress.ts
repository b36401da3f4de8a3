import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'

/** The estimated shares of reading, staging and merging in the whole. */
const shares = { reading: 0.3, staging: 0.3, merging: 0.4 }

/** The progress of an import, from 0 to 1. It decreases only when staged rows are lost. */
export function importProgress(row: ImportRow): number {
  if (row.status === 'completed') return 1
  const { isLocal, isSplit, readShare, rowsRead, rowsStaged, rowsMerged, rejected, duplicates } = row
  const merged = shares.merging * share(rowsMerged, rowsStaged)
  // A host stages rows as it reads them.
  if (isLocal) return (shares.reading + shares.staging) * readShare + merged
  if (!isSplit) return shares.reading * readShare
  return shares.reading + shares.staging * share(rowsStaged, rowsRead - (rejected - duplicates)) + merged
}

const share = (done: number, all: number) => (all > 0 ? Math.min(1, done / all) : 0)
