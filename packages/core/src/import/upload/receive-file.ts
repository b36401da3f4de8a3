import { cancelImport } from '@edgesweep/db/queries/import/cancel.ts'
import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import type { Caller } from '../../caller.ts'
import type { SizedStream } from '../../context.ts'
import { importFiles } from '../import-files.ts'
import { beginUpload } from './begin-upload.ts'
import { startUpload, type UploadContext } from './complete-upload.ts'
import type { ImportRequest } from './import-request.ts'
import { checkPieceSize } from './receive-piece.ts'

/** Stores a whole file and starts its import. Throws `invalid_input` and `too_large`. */
export async function receiveFile(
  ctx: UploadContext,
  caller: Caller,
  request: ImportRequest,
  file: SizedStream,
): Promise<ImportRow> {
  checkPieceSize(file.size)
  const { id } = await beginUpload(ctx, caller, request)
  try {
    await ctx.files.put(importFiles.piece(id, 1), file, 'application/octet-stream')
  } catch (error) {
    // No caller knows the import's id, so no one could continue it.
    await cancelImport(ctx.db, { importId: id, keyId: caller.keyId })
    throw error
  }
  return startUpload(ctx, caller, id, file.size)
}
