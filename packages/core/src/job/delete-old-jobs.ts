import { deleteOldJobs as deleteSome } from '@edgesweep/db/queries/delete-old-jobs.ts'
import type { Context } from '../context.ts'

/** Rows of one statement: few enough that it holds nobody up. */
const batch = 1_000

/** Deletes the rows of jobs that ended longer ago than the deployment keeps them, until none is left or the time (ms) is up. */
export async function deleteOldJobs(
  ctx: Pick<Context, 'db' | 'clock' | 'settings' | 'log'>,
  budgetMs: number,
): Promise<void> {
  const stopAt = ctx.clock.now() + budgetMs
  let deleted = 0
  let last = batch
  while (last === batch && ctx.clock.now() < stopAt) {
    last = await deleteSome(ctx.db, { days: ctx.settings.jobRetentionDays, limit: batch })
    deleted += last
  }
  if (deleted > 0) ctx.log.info('jobs.deleted', { jobs: deleted })
}
