import { attachSweepJob } from '@edgesweep/db/queries/sweep/attach-job.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import type { Idempotency } from '../lane/admit-jobs.ts'
import type { LaneName } from '../lane/lane.ts'
import type { NewJob, Receipt } from '../lane/lane-port.ts'
import { sha256Hex } from '../sha256.ts'
import { endUnsubmitted } from '../sweep/end-sweep.ts'
import type { JobRequest } from './job-spec.ts'
import { sweepOf } from './plan-job.ts'
import { prepareJob } from './prepare-job.ts'

type SubmitContext = Pick<Context, 'db' | 'lanes' | 'settings' | 'clock' | 'log'>
type Accepted = Extract<Receipt, { ok: true }>

/**
 * Stores a job durably in its lane and returns at once. Throws `EdgesweepError`: `invalid_input`, `target_refused`, `not_found`
 * (outlet, sweep), `conflict` (all outlets are being swept already, no pages are kept), `idempotency_conflict`, `lane_full`.
 */
export async function submitJob(
  ctx: SubmitContext,
  caller: Caller,
  request: JobRequest,
  idempotencyKey: string | null,
): Promise<Accepted> {
  const idempotency = idempotencyKey && {
    key: idempotencyKey,
    place: 0,
    bodySha256: await sha256Hex(JSON.stringify(request)),
  }
  const [answer] = await submitJobs(ctx, caller, [{ request, idempotency: idempotency || null }])
  if (answer instanceof EdgesweepError) throw answer
  return answer!
}

/** Stores many jobs. The answers are in the order of the requests. */
export async function submitJobs(
  ctx: SubmitContext,
  caller: Caller,
  wanted: Array<{ request: JobRequest; idempotency: Idempotency | null }>,
): Promise<Array<Accepted | EdgesweepError>> {
  const answers: Array<Accepted | EdgesweepError> = []
  const failures: unknown[] = []
  const prepared = await Promise.all(
    wanted.map(async ({ request, idempotency }, place) => {
      try {
        return { place, ...(await prepareJob(ctx, caller, request, idempotency)) }
      } catch (error) {
        if (error instanceof EdgesweepError) answers[place] = error
        else failures.push(error)
        return null
      }
    }),
  )
  if (failures.length > 0) {
    await releaseSweeps(
      ctx,
      prepared.flatMap((one) => (one ? [one.job] : [])),
    )
    throw failures[0]
  }
  for (const [lane, batch] of Map.groupBy(
    prepared.filter((one) => one !== null),
    (one) => one.lane,
  )) {
    const receipts = await submitToLane(
      ctx,
      lane,
      batch.map(({ job }) => job),
    )
    for (const [n, receipt] of receipts.entries())
      answers[batch[n]!.place] = receipt.ok ? receipt : refusals[receipt.reason]()
  }
  return answers
}

const refusals = {
  idempotency_conflict: () =>
    new EdgesweepError('idempotency_conflict', 'this Idempotency-Key was already used with another body', {
      field: 'Idempotency-Key',
    }),
  lane_full: () => new EdgesweepError('lane_full', 'the lane is full: try again in 60 s', { retryAfter: 60 }),
}

/** Submits jobs and links sweeps to them. Releases the outlets of a sweep whose job was not stored. */
async function submitToLane(ctx: SubmitContext, lane: LaneName, jobs: NewJob[]): Promise<Receipt[]> {
  const sweeps = jobs.map(({ spec }) => sweepOf(spec))
  let receipts: Receipt[]
  try {
    receipts = await ctx.lanes.submit(lane, jobs)
  } catch (error) {
    await releaseSweeps(ctx, jobs)
    throw error
  }
  for (const [n, receipt] of receipts.entries()) {
    const sweepId = sweeps[n]
    if (!sweepId) continue
    // The job is stored, and its end ends the sweep. So a failure here is not an error for the caller.
    if (receipt.ok && !receipt.replayed)
      await attachSweepJob(ctx.db, { sweepId, jobId: receipt.id }).catch((error) =>
        ctx.log.error('sweep.not_attached', { sweepId, jobId: receipt.id, error: String(error) }),
      )
    else await endUnsubmitted(ctx, sweepId)
  }
  return receipts
}

/** Releases the outlets of jobs that were prepared and not stored. Those that cannot be released now are released by cron. */
async function releaseSweeps(ctx: SubmitContext, jobs: NewJob[]): Promise<void> {
  for (const { spec } of jobs) {
    const sweepId = sweepOf(spec)
    if (!sweepId) continue
    await endUnsubmitted(ctx, sweepId).catch((error) =>
      ctx.log.error('sweep.not_released', { sweepId, error: String(error) }),
    )
  }
}
