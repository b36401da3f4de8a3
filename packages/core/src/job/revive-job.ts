import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import type { EdgesweepError } from '../errors.ts'
import type { JobState, Revival } from './job-state.ts'
import { noSuchJob } from './no-such-job.ts'
import { type JobReading, readJob } from './read-job.ts'
import { readOwnJob } from './read-own-job.ts'

export type ReviveContext = Pick<Context, 'lanes' | 'jobs'>

/** Puts an ended job in line again and gives where it stands then. `refusal`: what a caller is told of a job that cannot be. */
export async function reviveJob(
  ctx: ReviveContext,
  caller: Caller,
  jobId: string,
  items: Revival,
  refusal: (job: Pick<JobState, 'status' | 'dead'>) => EdgesweepError,
): Promise<JobReading> {
  const found = await readOwnJob(ctx, caller, jobId)
  if (found.where === 'lane') throw refusal({ status: 'queued', dead: false })
  const answer = await ctx.jobs.revive(jobId, items)
  const now = answer && (await readJob(ctx, caller, jobId))
  if (!now) throw noSuchJob(jobId)
  if (answer === 'revived') return now
  throw refusal(now.where === 'lane' ? { status: 'queued', dead: false } : now.job)
}
