import { deleteOldDeliveries } from '@edgesweep/db/queries/delete-old-deliveries.ts'
import { deleteOldJobs } from '@edgesweep/db/queries/delete-old-jobs.ts'
import type { Context } from '../context.ts'

/** Rows of one statement: few enough that it holds nobody up. */
const limit = 1_000

/**
 * Deletes the rows of jobs that ended, and deliveries that are done, once they are older than the deployment keeps them: in turns, until
 * none is left or the time (ms) is up.
 */
export async function deleteOldRows(
  ctx: Pick<Context, 'db' | 'clock' | 'settings' | 'log'>,
  budgetMs: number,
): Promise<void> {
  const stopAt = ctx.clock.now() + budgetMs
  const old = { days: ctx.settings.jobRetentionDays, limit }
  const deleted = { jobs: 0, deliveries: 0 }
  for (let more = true; more && ctx.clock.now() < stopAt; ) {
    const jobs = await deleteOldJobs(ctx.db, old)
    const deliveries = await deleteOldDeliveries(ctx.db, old)
    deleted.jobs += jobs
    deleted.deliveries += deliveries
    more = jobs === limit || deliveries === limit
  }
  if (deleted.jobs + deleted.deliveries > 0) ctx.log.info('rows.deleted', deleted)
}
