import { listOverdueSweeps } from '@edgesweep/db/queries/sweep/list-overdue.ts'
import type { Context } from '../context.ts'
import { isJobEnded } from '../job/job-state.ts'
import { endSweep, endUnsubmitted } from '../sweep/end-sweep.ts'
import { summarizeSweep } from '../sweep/sweep-counts.ts'
import { sweepSeconds } from '../sweep/sweep-terms.ts'

/** A sweep's job ends by its deadline, and its end arrives soon after it. */
const overdueSeconds = sweepSeconds + 120
const limit = 100

/**
 * Ends sweeps that are open although their job has ended or is gone: whoever opened a sweep again died before its job ran, or the end of the job was
 * lost. Throws when an object does not answer.
 */
export async function endOverdueSweeps(
  ctx: Pick<Context, 'db' | 'log'> & { jobs: Pick<Context['jobs'], 'read'> },
): Promise<void> {
  for (const { id: sweepId, jobId } of await listOverdueSweeps(ctx.db, { afterSeconds: overdueSeconds, limit })) {
    const job = await ctx.jobs.read(jobId)
    const status = job?.status ?? null
    if (status !== null && !isJobEnded(status)) continue
    ctx.log.warn('sweep.overdue', { sweepId, jobId })
    if (job && status) await endSweep(ctx, { sweepId, status, summary: summarizeSweep(job) })
    else await endUnsubmitted(ctx, sweepId)
  }
}
