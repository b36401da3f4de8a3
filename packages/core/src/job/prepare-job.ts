import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import type { Idempotency } from '../lane/admit-jobs.ts'
import type { CallersLane } from '../lane/lane.ts'
import type { NewJob } from '../lane/lane-port.ts'
import { checkTarget } from '../visit/check-target.ts'
import { type JobKindName, jobKinds, type RequestOf, type SpecOf } from './job-kinds.ts'
import type { JobRequest, JobSpec } from './job-spec.ts'
import { outletPreparation } from './kinds/outlet/prepare-outlet.ts'
import { pagePreparation } from './kinds/page/prepare-page.ts'
import { asRequested, type Preparation } from './kinds/preparation.ts'
import { reextractPreparation } from './kinds/reextract/prepare-reextract.ts'
import { sweepPreparation } from './kinds/sweep/prepare-sweep.ts'

/** The preparation of each job kind. It is not in `jobKinds`, because it needs the database and the sites. */
const preparations: { [K in JobKindName]: Preparation<RequestOf<K>, SpecOf<K>> } = {
  cart: asRequested,
  outlet: outletPreparation,
  page: pagePreparation,
  sweep: sweepPreparation,
  reextract: reextractPreparation,
}

/** A request that finds its outlets taken looks this often for the job of another one under its Idempotency-Key, after this pause in ms. */
const [mostLooks, lookAgainMs] = [8, 250]

/** Checks a caller's request and turns it into a job for a lane. Throws the errors that `submitJob` names. */
export async function prepareJob(
  ctx: Pick<Context, 'db' | 'lanes' | 'settings' | 'clock'>,
  { keyId }: Caller,
  request: JobRequest,
  idempotency: Idempotency | null,
): Promise<{ lane: CallersLane; job: NewJob }> {
  const { deadlineSeconds, lane: usualLane } = jobKinds[request.kind]
  const lane = request.lane ?? usualLane
  if (request.webhook_url) checkTarget(request.webhook_url, ctx.settings.allowedTargets, 'webhook_url')
  const { prepare, repeat } = preparations[request.kind] as Preparation<JobRequest, JobSpec>
  const jobOf = (spec: JobSpec) => ({ lane, job: { keyId, spec, deadlineSeconds, coalesce: null, idempotency } })
  if (!repeat || !idempotency) return jobOf(await prepare(ctx, request))
  const isRepeated = () => ctx.lanes.knows(lane, keyId, idempotency)
  if (await isRepeated()) return jobOf(repeat(request))
  try {
    return jobOf(await prepare(ctx, request))
  } catch (error) {
    if (!(error instanceof EdgesweepError) || error.code !== 'conflict') throw error
    // Another request under this key may hold the outlets and store its job at any moment.
    for (let looks = 0; looks < mostLooks; looks++) {
      await ctx.clock.sleep(lookAgainMs)
      if (await isRepeated()) return jobOf(repeat(request))
    }
    throw error
  }
}
