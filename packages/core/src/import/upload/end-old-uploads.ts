import { endOldUploads as endUploads } from '@edgesweep/db/queries/import/end-old-uploads.ts'
import type { Context } from '../../context.ts'
import { discardFile } from '../import-files.ts'

const hours = 24
const limit = 100

/** Ends imports whose upload was not completed within 24 hours, and deletes their pieces. */
export async function endOldUploads(ctx: Pick<Context, 'db' | 'files' | 'log'>): Promise<void> {
  for (const id of await endUploads(ctx.db, { hours, limit })) {
    await discardFile(ctx, { id, partFiles: [] })
    ctx.log.info('import.upload_ended', { importId: id })
  }
}
