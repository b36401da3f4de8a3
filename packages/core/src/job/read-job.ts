import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import type { WaitingJob } from '../lane/lane-port.ts'
import type { ItemResult, JobView } from './job-port.ts'

/** Where a job stands: still in its lane, or in its own object. */
export type JobReading = { where: 'lane'; job: WaitingJob } | { where: 'status'; job: JobView }

/** Null for an unknown, expired or another caller's job: the three look alike on purpose. */
export async function readJob(
  ctx: Pick<Context, 'lanes' | 'jobs'>,
  caller: Caller,
  jobId: string,
): Promise<JobReading | null> {
  const waiting = await ctx.lanes.find(jobId)
  if (waiting && waiting.keyId !== caller.keyId) return null
  // One that was given back may have begun: what it has so far is in its own object.
  if (waiting?.forecast && waiting.reason === null) return { where: 'lane', job: waiting }
  const job = await ctx.jobs.read(jobId)
  if (job) return job.keyId === caller.keyId ? { where: 'status', job } : null
  // Between being handed out and being begun a job is in neither place for a moment.
  return waiting ? { where: 'lane', job: waiting } : null
}

/** A page of a job's items in order, with what they gave so far. Null as with `readJob`; a job that waits has no items yet. */
export async function readResults(
  ctx: Pick<Context, 'lanes' | 'jobs'>,
  caller: Caller,
  jobId: string,
  from: number,
  limit: number,
): Promise<{ reading: JobReading; items: ItemResult[] } | null> {
  const found = await ctx.jobs.results(jobId, from, limit)
  if (found)
    return found.job.keyId === caller.keyId
      ? { reading: { where: 'status', job: found.job }, items: found.items }
      : null
  const reading = await readJob(ctx, caller, jobId)
  return reading && { reading, items: [] }
}
