import { deleteOldPages as deletePages } from '@edgesweep/db/queries/page/delete-old.ts'
import { readOldPages } from '@edgesweep/db/queries/page/read-old.ts'
import type { Context } from '../context.ts'

/** Pages of one statement: few enough that it holds nobody up, and no more files than a bucket deletes in one call. */
const limit = 1_000

/**
 * Deletes the pages of sweeps that are older than the deployment keeps them, a day's at a time, until none is left or the time (ms) is up.
 * Files go before the rows that name them, so that none is forgotten; no page read later has a file of that day.
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
