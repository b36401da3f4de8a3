import type { Caller } from '../caller.ts'
import { EdgesweepError } from '../errors.ts'
import { noSuchJob } from './no-such-job.ts'
import { type JobReading, type ReadingContext, readJob } from './read-job.ts'

/** A job that the caller may change, where it is. Throws `not_found`, and `forbidden` for one that it may only read. */
export async function readOwnJob(ctx: ReadingContext, caller: Caller, jobId: string): Promise<JobReading> {
  const reading = await readJob(ctx, caller, jobId)
  if (!reading) throw noSuchJob(jobId)
  if (reading.job.keyId === caller.keyId) return reading
  throw new EdgesweepError('forbidden', `the job ${jobId} is another key's, which shares it: you may only read it`, {
    field: 'id',
  })
}
