import type { Caller } from '../caller.ts'
import { isClockKey } from '../clock-key.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import type { Forecast } from '../lane/eta.ts'
import type { WaitingJob } from '../lane/lane-port.ts'
import { mayRead } from '../lane/may-read.ts'
import type { ItemResult, JobView } from './job-port.ts'

/** A job and its place: its lane or its own object. */
export type JobReading = { where: 'lane'; job: WaitingJob } | { where: 'status'; job: JobView }

/**
 * A cached answer of the lane is a second old. A job this near to its start may have begun since, so the lane is asked without the cache. Only few
 * jobs are this near at any time.
 */
const nearSeconds = 3

export type ReadingContext = Pick<Context, 'lanes' | 'jobs'>

/** Null for an unknown or expired job, or one that the caller may not read: the three look alike on purpose. */
export async function readJob(ctx: ReadingContext, caller: Caller, jobId: string): Promise<JobReading | null> {
  const found = await locate(ctx, caller, jobId, async () => {
    const job = await ctx.jobs.read(jobId)
    return job && { job }
  })
  return found?.reading ?? null
}

/** A page of a job's items in order, with their results so far. Null as with `readJob`. A job in its lane has no items yet. */
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

/** Finds a job that the caller may read. `own` is the result of `readOwn`; null while the lane holds the job. */
async function locate<T extends { job: JobView }>(
  ctx: ReadingContext,
  { keyId }: Caller,
  jobId: string,
  readOwn: () => Promise<T | null>,
): Promise<{ reading: JobReading; own: T | null } | null> {
  const cached = await ctx.lanes.find(keyId, jobId)
  if (isUntouched(cached) && cached.forecast.startSeconds.p50 > nearSeconds) return inLane(cached)
  const waiting = cached?.forecast ? await ctx.lanes.findNow(keyId, jobId) : cached
  if (isUntouched(waiting)) return inLane(waiting)
  const readable = async () => {
    const own = await readOwn()
    return own && mayRead(keyId, own.job, own.job.lane) ? inObject(own) : null
  }
  const own = await readable()
  if (own) return own
  // The key's line lacks the clock's sweeps. And while a worker takes over a job, neither the line nor the job's object has it for a moment.
  const now = await ctx.lanes.findNow(keyId, jobId)
  return now ? inLane(now) : readable()
}

/** Whether a job has never begun. A job that returned to its lane may have results in its own object. */
const isUntouched = (job: WaitingJob | null): job is WaitingJob & { forecast: Forecast } =>
  job?.forecast != null && job.reason === null

const inLane = (job: WaitingJob) => ({ reading: { where: 'lane' as const, job }, own: null })

const inObject = <T extends { job: JobView }>(own: T) => ({ reading: { where: 'status' as const, job: own.job }, own })

/** A job that the caller may change. Throws `not_found`, and `forbidden` for one that it may only read. */
export async function readOwnJob(ctx: ReadingContext, caller: Caller, jobId: string): Promise<JobReading> {
  const reading = await readJob(ctx, caller, jobId)
  if (!reading) throw noSuchJob(jobId)
  if (reading.job.keyId === caller.keyId) return reading
  const owner = isClockKey(reading.job.keyId)
    ? 'is a scheduled sweep: no key may change it'
    : 'is shared: only the key that submitted it may change it'
  throw new EdgesweepError('forbidden', `the job ${jobId} ${owner}`, { field: 'id' })
}

/** The error for an id that is unknown, expired or another caller's: the three look alike on purpose. */
export const noSuchJob = (jobId: string): EdgesweepError =>
  new EdgesweepError('not_found', `there is no job ${jobId}, or its results have expired`, { field: 'id' })
