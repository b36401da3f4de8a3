import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import type { Context } from '../../context.ts'
import { importFiles } from '../import-files.ts'

/** An uploaded file's bytes, piece by piece, up to its declared size. Throws when a piece is missing. */
export async function* readPieces(
  { files }: Pick<Context, 'files'>,
  { id, bytes }: Pick<ImportRow, 'id' | 'bytes'>,
): AsyncGenerator<Uint8Array> {
  let read = 0
  for (let n = 1; read < (bytes ?? 1); n++) {
    const piece = await files.get(importFiles.piece(id, n))
    if (!piece) throw new Error(`piece ${n} of the import ${id} is not in the bucket`)
    for await (const chunk of piece.body) {
      read += chunk.length
      yield chunk
    }
  }
}
