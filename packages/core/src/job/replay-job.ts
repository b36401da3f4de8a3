import type { Caller } from '../caller.ts'
import { EdgesweepError } from '../errors.ts'
import { type ReviveContext, reviveJob } from './revive-job.ts'

/**
 * Runs again what a dead letter did not finish: a job that its lane gave up, or whose deadline passed. Throws `not_found`, and `conflict`
 * when the job is no dead letter.
 */
export const replayJob = (ctx: ReviveContext, caller: Caller, jobId: string) =>
  reviveJob(ctx, caller, jobId, 'unfinished', ({ status, dead }) => {
    const refuse = (why: string) => new EdgesweepError('conflict', `the job ${jobId} ${why}`, { field: 'id' })
    if (dead) return refuse('has no items that could run again')
    if (status === 'failed' || status === 'partial')
      return refuse(`is no dead letter but ${status}: retry its failed items`)
    if (status === 'queued' || status === 'running')
      return refuse(`is ${status}: only a job that was given up is replayed`)
    return refuse(`is no dead letter but ${status}: submit it anew`)
  })
