import { startImport } from '@edgesweep/db/queries/import/start.ts'
import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import type { Caller } from '../../caller.ts'
import type { Context } from '../../context.ts'
import { EdgesweepError } from '../../errors.ts'
import { importFiles } from '../import-files.ts'
import { findImport, findUpload } from './find-import.ts'

export type UploadContext = Pick<Context, 'db' | 'files' | 'log' | 'clock'> & {
  wakes: Pick<Context['wakes'], 'imports'>
}

/** Starts an import whose pieces are complete. Throws `not_found`, `conflict`, and `invalid_input` naming a missing piece. */
export async function completeUpload(
  ctx: UploadContext,
  caller: Caller,
  importId: string,
  pieces: number,
): Promise<ImportRow> {
  await findUpload(ctx, caller, importId)
  let bytes = 0
  for (let n = 1; n <= pieces; n++) {
    const piece = await ctx.files.get(importFiles.piece(importId, n))
    if (!piece) throw new EdgesweepError('invalid_input', `piece ${n} of ${pieces} is missing`, { field: 'pieces' })
    await piece.body.cancel()
    bytes += piece.size
  }
  const beyond = await ctx.files.get(importFiles.piece(importId, pieces + 1))
  if (beyond) {
    await beyond.body.cancel()
    const message = `piece ${pieces + 1} was received too: state the number of pieces, or begin again`
    throw new EdgesweepError('invalid_input', message, { field: 'pieces' })
  }
  return startUpload(ctx, caller, importId, bytes)
}

/** Makes an import due and notifies the import workers. */
export async function startUpload(
  ctx: UploadContext,
  caller: Caller,
  importId: string,
  bytes: number,
): Promise<ImportRow> {
  const started = await startImport(ctx.db, { importId, bytes })
  // A failed wake-up loses nothing: the scheduler finds the row.
  await ctx.wakes.imports().catch((error) => ctx.log.warn('import.wake_failed', { importId, error: String(error) }))
  return started ?? findImport(ctx, caller, importId)
}
