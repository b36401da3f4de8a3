import { deleteOldCompletions } from '@edgesweep/db/queries/claim/delete-old-completions.ts'
import { deleteOldDeliveries } from '@edgesweep/db/queries/delivery/delete-old.ts'
import { deleteOldJobs } from '@edgesweep/db/queries/job/delete-old.ts'
import type { Context } from '../context.ts'

/** Rows of one statement: few enough that it holds nobody up. */
const limit = 1_000
/** Instances are shown with what they completed in the last hour; a day more tells who was there yesterday. */
const completionDays = 2

/**
 * Deletes the rows of jobs that ended, and deliveries that are done, once they are older than the deployment keeps them, and counts of
 * completed records after two days: in turns, until none is left or the time (ms) is up.
 */
export async function deleteOldRows(
  ctx: Pick<Context, 'db' | 'clock' | 'settings' | 'log'>,
  budgetMs: number,
): Promise<void> {
  const stopAt = ctx.clock.now() + budgetMs
  const old = { days: ctx.settings.jobRetentionDays, limit }
  const deleted = { jobs: 0, deliveries: 0, completions: 0 }
  for (let more = true; more && ctx.clock.now() < stopAt; ) {
    const jobs = await deleteOldJobs(ctx.db, old)
    const deliveries = await deleteOldDeliveries(ctx.db, old)
    const completions = await deleteOldCompletions(ctx.db, { days: completionDays, limit })
    deleted.jobs += jobs
    deleted.deliveries += deliveries
    deleted.completions += completions
    more = [jobs, deliveries, completions].includes(limit)
  }
  if (Object.values(deleted).some((rows) => rows > 0)) ctx.log.info('rows.deleted', deleted)
}
