import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import { isJobEnded } from './job-state.ts'
import { readOwnJob } from './read-job.ts'

const patienceMs = 2_000
const pauseMs = 50

/**
 * Ends a job: no further item starts, and running items are stopped. Does nothing to a job that has ended. Throws `not_found`, `forbidden`,
 * `conflict` when another key has joined the job, and `unavailable` when the job was handed to a worker that has not begun it.
 */
export async function cancelJob(
  ctx: Pick<Context, 'lanes' | 'jobs' | 'clock'>,
  caller: Caller,
  jobId: string,
): Promise<void> {
  // Counted, because the clock may be set back meanwhile.
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    const reading = await readOwnJob(ctx, caller, jobId)
    if (reading.where === 'status' && isJobEnded(reading.job.status)) return
    const cancelled = await ctx.lanes.cancel(jobId)
    if (cancelled === 'joined')
      throw new EdgesweepError('conflict', `another key waits for the job ${jobId}, too, so it goes on`, {
        field: 'id',
      })
    if (cancelled) {
      // The object of a revived job ignores the end of its earlier run's ticket, so it is cancelled separately.
      await ctx.jobs.cancel(jobId)
      return
    }
    if (await ctx.jobs.cancel(jobId)) return ctx.lanes.revoke(jobId)
    // While a worker takes over a job, neither the lane nor the job's object has it for a moment.
    if (waitedMs >= patienceMs) {
      throw new EdgesweepError('unavailable', `the job ${jobId} is about to start: cancel it again in a moment`, {
        retryAfter: 5,
      })
    }
    await ctx.clock.sleep(pauseMs)
  }
}
