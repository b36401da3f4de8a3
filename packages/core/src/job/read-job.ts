import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import type { Forecast } from '../lane/eta.ts'
import type { WaitingJob } from '../lane/lane-port.ts'
import type { ItemResult, JobView } from './job-port.ts'

/** Where a job stands: still in its lane, or in its own object. */
export type JobReading = { where: 'lane'; job: WaitingJob } | { where: 'status'; job: JobView }

/**
 * A job that is this near to its start may have begun within the moments for which its lane's word is kept: the lane itself is asked. Few
 * are that near at a time, however many wait.
 */
const nearSeconds = 3

/** Null for an unknown, expired or another caller's job: the three look alike on purpose. */
export async function readJob(
  ctx: Pick<Context, 'lanes' | 'jobs'>,
  caller: Caller,
  jobId: string,
): Promise<JobReading | null> {
  const found = await readResults(ctx, caller, jobId, 0, 0)
  return found?.reading ?? null
}

/** A page of a job's items in order, with what they gave so far. Null as with `readJob`; a job that waits has no items yet. */
export async function readResults(
  ctx: Pick<Context, 'lanes' | 'jobs'>,
  caller: Caller,
  jobId: string,
  from: number,
  limit: number,
): Promise<{ reading: JobReading; items: ItemResult[] } | null> {
  const said = await ctx.lanes.find(caller.keyId, jobId)
  if (isUntouched(said) && said.forecast.startSeconds.p50 > nearSeconds) return inLane(said)
  const waiting = said?.forecast ? await ctx.lanes.findNow(caller.keyId, jobId) : said
  if (isUntouched(waiting)) return inLane(waiting)
  const found = await readOwn(ctx, jobId, from, limit)
  if (found)
    return found.job.keyId === caller.keyId
      ? { reading: { where: 'status', job: found.job }, items: found.items }
      : null
  if (!said) return null
  // Between being handed out and being begun a job is in neither place for a moment; or it has expired since the lane was asked.
  const now = await ctx.lanes.findNow(caller.keyId, jobId)
  if (now) return inLane(now)
  const begun = await readOwn(ctx, jobId, from, limit)
  return begun && { reading: { where: 'status', job: begun.job }, items: begun.items }
}

/** One that came back may have begun: what it has so far is in its own object. */
const isUntouched = (job: WaitingJob | null): job is WaitingJob & { forecast: Forecast } =>
  job?.forecast != null && job.reason === null

const inLane = (job: WaitingJob): { reading: JobReading; items: ItemResult[] } => ({
  reading: { where: 'lane', job },
  items: [],
})

async function readOwn(ctx: Pick<Context, 'jobs'>, jobId: string, from: number, limit: number) {
  if (limit > 0) return ctx.jobs.results(jobId, from, limit)
  const job = await ctx.jobs.read(jobId)
  return job && { job, items: [] }
}
