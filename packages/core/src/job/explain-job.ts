import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { parseJobId } from '../lane/job-id.ts'
import { type Explanation, explainEnded, explainRunning, explainWaiting } from './explain-reading.ts'
import { isJobEnded } from './job-state.ts'
import { noSuchJob, readJob } from './read-job.ts'

/** Explains why a job waits, how much of it has ended, or how it ended. Throws `not_found`. */
export async function explainJob(
  ctx: Pick<Context, 'lanes' | 'jobs' | 'clock'>,
  caller: Caller,
  jobId: string,
): Promise<Explanation> {
  const reading = await readJob(ctx, caller, jobId)
  if (!reading) throw noSuchJob(jobId)
  const now = ctx.clock.now()
  if (reading.where === 'lane') {
    const { lane } = parseJobId(jobId)!
    const running = reading.job.forecast ? (await ctx.lanes.summary(lane)).running : 0
    return explainWaiting(reading.job, { lane, running }, now)
  }
  const { job } = reading
  return isJobEnded(job.status) ? explainEnded(job, job.status) : explainRunning(job, now)
}
