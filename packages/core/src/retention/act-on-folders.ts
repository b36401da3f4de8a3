import { moveBucketPass } from '@edgesweep/db/queries/bucket-pass/move.ts'
import { takeBucketPass } from '@edgesweep/db/queries/bucket-pass/take.ts'
import { type BucketFolder, bucketFolders } from './bucket-folders.ts'
import { ownBucket } from './bucket-owner.ts'
import { type ComparedStretch, compareFolder } from './compare-folder.ts'
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

/** Files of folders that no row needs. */
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
          old = addOld(old, { ...nothing, files: 1, bytes, oldest: storedAt })
        old = addOld(old, { ...nothing, unmatched: { files: stretch.doubtful.length, rows: stretch.gone.length } })
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
  const stretch = await compareFolder(ctx, folder, { after, before })
  const { owner, needed, unneeded, reached, isLast } = stretch
  await ctx.files.delete(unneeded.map(({ name }) => name))
  // Only a file that a row needs shows that the bucket is this database's.
  if (owner === 'unknown' && needed > 0) await ownBucket(ctx.db, ctx.files)
  logDoubts(ctx, folder, stretch)
  await moveBucketPass(ctx.db, { folder: folder.name, from: after, to: reached, ends: isLast })
  return { rows: 0, files: unneeded.length, more: !isLast && reached !== after }
}

function logDoubts({ log }: Pick<RetentionContext, 'log'>, { name }: BucketFolder, stretch: ComparedStretch): void {
  const { owner, doubtful, gone } = stretch
  if (owner === 'another') log.error('bucket.another', { folder: name })
  if (doubtful.length > 0)
    log.warn('orphans.kept', { folder: name, files: doubtful.length, first: doubtful[0]!.name, owner })
  if (gone.length > 0) log.warn('files.gone', { folder: name, files: gone.length, first: gone[0] })
}
