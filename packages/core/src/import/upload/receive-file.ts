import { cancelImport } from '@edgesweep/db/queries/import/cancel.ts'
import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import type { Caller } from '../../caller.ts'
import type { SizedStream } from '../../context.ts'
import { importFiles } from '../import-files.ts'
import { beginUpload } from './begin-upload.ts'
import { startUpload, type UploadContext } from './complete-upload.ts'
import type { ImportRequest } from './import-request.ts'
import { checkPieceSize } from './receive-piece.ts'

/** Takes a file that comes whole, keeps it, and begins its import. Throws `invalid_input` and `too_large`. */
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
    // Nobody knows its id: there is nothing to go on with.
    await cancelImport(ctx.db, { importId: id, keyId: caller.keyId })
    throw error
  }
  return startUpload(ctx, caller, id, file.size)
}
