import { deleteOldPages as deletePages } from '@edgesweep/db/queries/page/delete-old.ts'
import { readOldPages } from '@edgesweep/db/queries/page/read-old.ts'
import type { Context } from '../context.ts'

/** Pages per statement: few enough to block others only briefly, and as many files as R2 deletes in one call. */
const limit = 1_000

/**
 * Deletes the kept pages of sweeps past their retention, one day at a time, until none is left or `budgetMs` has passed. Files
 * are deleted before their rows, so that none is forgotten. A later page never shares a file with that day.
 */
export async function deleteOldPages(
  ctx: Pick<Context, 'db' | 'files' | 'clock' | 'settings' | 'log'>,
  budgetMs: number,
): Promise<void> {
  const stopAt = ctx.clock.now() + budgetMs
  let deleted = 0
  while (ctx.clock.now() < stopAt) {
    const { files, until } = await readOldPages(ctx.db, { days: ctx.settings.pageRetentionDays, limit })
    if (until === null) break
    await ctx.files.delete(files)
    deleted += await deletePages(ctx.db, { until })
  }
  if (deleted > 0) ctx.log.info('pages.deleted', { pages: deleted })
}
