import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import type { Forecast } from '../lane/eta.ts'
import { isShared } from '../lane/lane.ts'
import type { WaitingJob } from '../lane/lane-port.ts'
import type { ItemResult, JobView } from './job-port.ts'

/** Where a job stands: still in its lane, or in its own object. */
export type JobReading = { where: 'lane'; job: WaitingJob } | { where: 'status'; job: JobView }

/**
 * A job that is this near to its start may have begun within the moments for which its lane's word is kept: the lane itself is asked. Few
 * are that near at a time, however many wait.
 */
const nearSeconds = 3

export type ReadingContext = Pick<Context, 'lanes' | 'jobs'>

/** Null for an unknown, expired or another caller's job, unless all may read it: the three look alike on purpose. */
export async function readJob(ctx: ReadingContext, caller: Caller, jobId: string): Promise<JobReading | null> {
  const found = await locate(ctx, caller, jobId, async () => {
    const job = await ctx.jobs.read(jobId)
    return job && { job }
  })
  return found?.reading ?? null
}

/** A page of a job's items in order, with what they gave so far. Null as with `readJob`; a job that waits has no items yet. */
export async function readResults(
  ctx: ReadingContext,
  caller: Caller,
  jobId: string,
  from: number,
  limit: number,
): Promise<{ reading: JobReading; items: ItemResult[] } | null> {
  const found = await locate(ctx, caller, jobId, () => ctx.jobs.results(jobId, from, limit))
  return found && { reading: found.reading, items: found.own?.items ?? [] }
}

/** A job that the caller may read where it is; `own` is what `readOwn` read of it in its own object, null while it is in its lane. */
async function locate<T extends { job: JobView }>(
  ctx: ReadingContext,
  { keyId }: Caller,
  jobId: string,
  readOwn: () => Promise<T | null>,
): Promise<{ reading: JobReading; own: T | null } | null> {
  const said = await ctx.lanes.find(keyId, jobId)
  if (isUntouched(said) && said.forecast.startSeconds.p50 > nearSeconds) return inLane(said)
  const waiting = said?.forecast ? await ctx.lanes.findNow(keyId, jobId) : said
  if (isUntouched(waiting)) return inLane(waiting)
  const own = await readOwn()
  if (own) return own.job.keyId === keyId || isShared(own.job.lane) ? inObject(own) : null
  if (!said) return null
  // Between being handed out and being begun a job is in neither place for a moment; or it has expired since the lane was asked.
  const now = await ctx.lanes.findNow(keyId, jobId)
  if (now) return inLane(now)
  const begun = await readOwn()
  return begun && inObject(begun)
}

/** One that came back may have begun: what it has so far is in its own object. */
const isUntouched = (job: WaitingJob | null): job is WaitingJob & { forecast: Forecast } =>
  job?.forecast != null && job.reason === null

const inLane = (job: WaitingJob) => ({ reading: { where: 'lane' as const, job }, own: null })

const inObject = <T extends { job: JobView }>(own: T) => ({ reading: { where: 'status' as const, job: own.job }, own })
