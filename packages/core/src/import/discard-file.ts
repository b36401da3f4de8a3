import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import type { Context } from '../context.ts'
import { importFiles } from './import-files.ts'

/** Deletes what an import that has ended was made of. Its reject file stays. */
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
