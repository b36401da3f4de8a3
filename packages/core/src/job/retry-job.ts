import type { Caller } from '../caller.ts'
import { EdgesweepError } from '../errors.ts'
import { type ReviveContext, reviveJob } from './revive-job.ts'

/** Runs the items of an ended job again that gave an error. Throws `not_found`, and `conflict` when there are none. */
export const retryJob = (ctx: ReviveContext, caller: Caller, jobId: string) =>
  reviveJob(ctx, caller, jobId, 'failed', ({ status, dead }) => {
    const refuse = (why: string) => new EdgesweepError('conflict', `the job ${jobId} ${why}`, { field: 'id' })
    if (dead) return refuse('was given up before its end: replay it, and all that it did not finish runs again')
    if (status === 'failed' || status === 'partial')
      return refuse('has no items that gave an error: what was disallowed stays so')
    if (status === 'cancelled') return refuse('was cancelled: submit it anew')
    if (status === 'completed') return refuse('has ended well: there is nothing to retry')
    return refuse(`is ${status}: retry it when it has ended`)
  })
