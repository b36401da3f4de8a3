import { deleteOldCompletions } from '@edgesweep/db/queries/claim/delete-old-completions.ts'
import { deleteOldDeliveries } from '@edgesweep/db/queries/delivery/delete-old.ts'
import { deleteOldReceivers } from '@edgesweep/db/queries/delivery/delete-old-receivers.ts'
import { endOldDeliveries } from '@edgesweep/db/queries/delivery/end-old.ts'
import { deleteOldJobs } from '@edgesweep/db/queries/job/delete-old.ts'
import type { Context } from '../context.ts'

/** Rows per statement, few enough that others are blocked only briefly. */
const limit = 1_000
/** The API shows the completions of the last hour. Those of yesterday are kept for an operator's own queries. */
const completionDays = 2
/** A day more than the attempts of one delivery take. */
const openDeliveryDays = 4

/**
 * Deletes the rows of ended jobs, finished deliveries and webhook receivers past their retention, and completion counts after two days. Ends
 * deliveries that are open after four days. Repeats until none is left or `budgetMs` has passed.
 */
export async function deleteOldRows(
  ctx: Pick<Context, 'db' | 'clock' | 'settings' | 'log'>,
  budgetMs: number,
): Promise<void> {
  const stopAt = ctx.clock.now() + budgetMs
  const old = { days: ctx.settings.jobRetentionDays, limit }
  const deleted = { jobs: 0, deliveries: 0, completions: 0, receivers: 0, endedDeliveries: 0 }
  for (let more = true; more && ctx.clock.now() < stopAt; ) {
    const jobs = await deleteOldJobs(ctx.db, old)
    const deliveries = await deleteOldDeliveries(ctx.db, old)
    const receivers = await deleteOldReceivers(ctx.db, old)
    const ended = await endOldDeliveries(ctx.db, { days: openDeliveryDays, limit })
    const completions = await deleteOldCompletions(ctx.db, { days: completionDays, limit })
    deleted.jobs += jobs
    deleted.deliveries += deliveries
    deleted.completions += completions
    deleted.receivers += receivers
    deleted.endedDeliveries += ended
    more = [jobs, deliveries, completions, receivers, ended].includes(limit)
  }
  if (Object.values(deleted).some((rows) => rows > 0)) ctx.log.info('rows.deleted', deleted)
}
