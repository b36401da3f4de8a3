import { moveBucketPass } from '@edgesweep/db/queries/bucket-pass/move.ts'
import { takeBucketPass } from '@edgesweep/db/queries/bucket-pass/take.ts'
import { deleteGoneFiles } from '@edgesweep/db/queries/retention/delete-gone.ts'
import { type BucketFolder, bucketFolders } from './bucket-folders.ts'
import { compareFolder } from './compare-folder.ts'
import {
  addOld,
  type Deleted,
  mostListings,
  nothing,
  type RetentionAct,
  type RetentionContext,
} from './retention-act.ts'

/** A pass over a folder begins this long after the last one began: each listing of 1,000 files costs money. */
const everySeconds = 24 * 60 * 60

/** Files of folders that no row needs, and rows whose file is gone. */
export const folders = (kind: keyof typeof bucketFolders): RetentionAct => ({
  async deleteSome(ctx, before) {
    const deleted: Deleted = { rows: 0, files: 0, more: false }
    for (const folder of bucketFolders[kind]) {
      const { rows, files, more } = await sweepStretch(ctx, folder, before)
      Object.assign(deleted, { rows: deleted.rows + rows, files: deleted.files + files, more: deleted.more || more })
    }
    return deleted
  },
  async count(ctx, before) {
    let old = nothing
    for (const folder of bucketFolders[kind]) {
      let [after, isLast] = ['', false]
      for (let listings = 0; !isLast && listings < mostListings; listings++) {
        const stretch = await compareFolder(ctx, folder, { after, before })
        ;({ reached: after, isLast } = stretch)
        for (const { bytes, storedAt } of stretch.unneeded)
          old = addOld(old, { rows: 0, files: 1, bytes, oldest: storedAt, isAll: true })
        old = addOld(old, { ...nothing, rows: stretch.gone.length })
      }
      old = addOld(old, { ...nothing, isAll: isLast })
    }
    return old
  },
})

/** Sweeps the next stretch of a folder. The pass moves on only after the deletion. */
async function sweepStretch(ctx: RetentionContext, folder: BucketFolder, before: string): Promise<Deleted> {
  const after = await takeBucketPass(ctx.db, { folder: folder.name, everySeconds })
  if (after === null) return { rows: 0, files: 0, more: false }
  const { unneeded, gone, reached, isLast } = await compareFolder(ctx, folder, { after, before })
  await ctx.files.delete(unneeded.map(({ name }) => name))
  const rows = folder.rows && gone.length > 0 ? await deleteGoneFiles(ctx.db, folder.rows, { files: gone, before }) : 0
  if (rows > 0) ctx.log.warn('files.gone', { folder: folder.name, rows, first: gone[0] })
  await moveBucketPass(ctx.db, { folder: folder.name, from: after, to: reached, ends: isLast })
  return { rows, files: unneeded.length, more: !isLast && reached !== after }
}
