import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'

/** What reading, staging and merging are taken for, of a whole of 1. */
const shares = { reading: 0.3, staging: 0.3, merging: 0.4 }

/** How far an import is, from 0 to 1. It goes back only when staged rows are lost. */
export function importProgress(row: ImportRow): number {
  if (row.status === 'completed') return 1
  const { isLocal, isSplit, readShare, rowsRead, rowsStaged, rowsMerged, rejected, duplicates } = row
  const merged = shares.merging * share(rowsMerged, rowsStaged)
  // On a host, rows are staged as they are read.
  if (isLocal) return (shares.reading + shares.staging) * readShare + merged
  if (!isSplit) return shares.reading * readShare
  return shares.reading + shares.staging * share(rowsStaged, rowsRead - (rejected - duplicates)) + merged
}

const share = (done: number, all: number) => (all > 0 ? Math.min(1, done / all) : 0)
