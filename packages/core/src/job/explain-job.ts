import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import type { Forecast } from '../lane/eta.ts'
import { parseJobId } from '../lane/job-id.ts'
import { explainEnded, explainRunning, explainWaiting } from './explain-reading.ts'
import { isJobEnded, type JobStatus, type Wait } from './job-state.ts'
import { noSuchJob } from './no-such-job.ts'
import { readJob } from './read-job.ts'

/** What a job waits for, or how it ended. `message` is for people; `what` names the job's item, or the job itself. */
export interface Explanation {
  state: JobStatus
  message: string
  waits: Array<Wait & { what: string }>
  /** While it is in line. */
  forecast: Forecast | null
}

/** Why a job is where it is. Throws `not_found`. */
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
