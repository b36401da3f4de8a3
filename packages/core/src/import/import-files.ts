import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import type { Context } from '../context.ts'

/** The names of an import's files in the bucket. Pieces are numbered from 1. */
export const importFiles = {
  /** A piece of the file as it was sent. */
  piece: (importId: string, n: number) => `imports/${importId}/pieces/${number(n)}`,
  /** Accepted rows, as CSV with a header line. */
  part: (importId: string, name: string) => `imports/${importId}/parts/${name}.csv`,
  /** A section of the reject file, without its header line. */
  rejects: (importId: string, name: string) => `imports/${importId}/rejects/${name}.csv`,
}

const number = (n: number) => String(n).padStart(5, '0')

/** Deletes the stored file of an ended import: its pieces and parts. The reject file stays. */
export async function discardFile(
  { files }: Pick<Context, 'files'>,
  { id, partFiles }: Pick<ImportRow, 'id' | 'partFiles'>,
): Promise<void> {
  const names = partFiles.map((name) => importFiles.part(id, name))
  for (let n = 1; ; n++) {
    const piece = await files.get(importFiles.piece(id, n))
    if (!piece) break
    await piece.body.cancel()
    names.push(importFiles.piece(id, n))
  }
  await files.delete(names)
}
