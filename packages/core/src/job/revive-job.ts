import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import { reopenSweepOf } from '../sweep/claim-sweep.ts'
import { endSweep } from '../sweep/end-sweep.ts'
import { summarizeSweep } from '../sweep/sweep-counts.ts'
import type { EndedStatus, JobState, Revival } from './job-state.ts'
import { outletsToRevive } from './outlets-to-revive.ts'
import { type JobReading, noSuchJob, readJob, readOwnJob } from './read-job.ts'

/** The statuses of jobs that may have something to run again. */
const mayRevive: JobState['status'][] = ['partial', 'failed', 'timed_out']

type ReviveContext = Pick<Context, 'lanes' | 'jobs' | 'db'>

/** Queues an ended job again and returns its new state. `refusal` explains why a job cannot run again. */
async function reviveJob(
  ctx: ReviveContext,
  caller: Caller,
  jobId: string,
  items: Revival,
  refusal: (job: Pick<JobState, 'status' | 'dead'>) => EdgesweepError,
): Promise<JobReading> {
  const found = await readOwnJob(ctx, caller, jobId)
  if (found.where === 'lane') throw refusal({ status: 'queued', dead: false })
  const { spec, status } = found.job
  const sweep = spec.kind === 'sweep' && mayRevive.includes(status) ? spec : null
  const outletIds = sweep ? await outletsToRevive(ctx, jobId, sweep, items) : []
  // Before the job runs, so that its end finds the sweep open.
  if (sweep && outletIds.length > 0) await reopenSweepOf(ctx, sweep.sweep_id, outletIds)
  const answer = await ctx.jobs.revive(jobId, items)
  if (sweep && answer !== 'revived')
    await endSweep(ctx, { sweepId: sweep.sweep_id, status: status as EndedStatus, summary: summarizeSweep(found.job) })
  const now = answer && (await readJob(ctx, caller, jobId))
  if (!now) throw noSuchJob(jobId)
  if (answer === 'revived') return now
  throw refusal(now.where === 'lane' ? { status: 'queued', dead: false } : now.job)
}

/** Runs the errored items of an ended job again. Throws `not_found`, and `conflict` when it has none. */
export const retryJob = (ctx: ReviveContext, caller: Caller, jobId: string) =>
  reviveJob(ctx, caller, jobId, 'failed', ({ status, dead }) => {
    const refuse = (why: string) => new EdgesweepError('conflict', `the job ${jobId} ${why}`, { field: 'id' })
    if (dead) return refuse('was given up before its end: replay it to run its unfinished items again')
    if (status === 'failed' || status === 'partial')
      return refuse('has no errored items; disallowed items cannot be retried')
    if (status === 'cancelled') return refuse('was cancelled: submit it again')
    if (status === 'completed') return refuse('was completed: there is nothing to retry')
    return refuse(`is ${status}: retry it when it has ended`)
  })

/**
 * Runs the unfinished items of a dead letter again: of a job that its lane gave up, or whose deadline passed. Throws `not_found`, and
 * `conflict` when the job is not a dead letter.
 */
export const replayJob = (ctx: ReviveContext, caller: Caller, jobId: string) =>
  reviveJob(ctx, caller, jobId, 'unfinished', ({ status, dead }) => {
    const refuse = (why: string) => new EdgesweepError('conflict', `the job ${jobId} ${why}`, { field: 'id' })
    if (dead) return refuse('has no items that could run again')
    if (status === 'failed' || status === 'partial')
      return refuse(`is not a dead letter (status ${status}): retry its failed items`)
    if (status === 'queued' || status === 'running') return refuse(`is ${status}: only a dead letter can be replayed`)
    return refuse(`is not a dead letter (status ${status}): submit it again`)
  })
