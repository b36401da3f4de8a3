import { endOldUploads as endUploads } from '@edgesweep/db/queries/import/end-old-uploads.ts'
import type { Context } from '../../context.ts'
import { discardFile } from '../discard-file.ts'

const hours = 24
const limit = 100

/** Ends imports whose file never came whole, and deletes the pieces that did. */
export async function endOldUploads(ctx: Pick<Context, 'db' | 'files' | 'log'>): Promise<void> {
  for (const id of await endUploads(ctx.db, { hours, limit })) {
    await discardFile(ctx, { id, partFiles: [] })
    ctx.log.info('import.upload_ended', { importId: id })
  }
}
