import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { readKeptOutlets } from '@edgesweep/db/queries/page/read-kept-outlets.ts'
import { findSite, siteNames } from '@edgesweep/sites/find-site.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import type { Idempotency } from '../lane/admit-jobs.ts'
import type { Lane } from '../lane/lane.ts'
import type { NewJob } from '../lane/lane-port.ts'
import { claimSweep, sweepSeconds } from '../sweep/claim-sweep.ts'
import { checkTarget } from '../visit/check-target.ts'
import type { JobRequest, JobSpec } from './job-spec.ts'

/** A job that nobody gets to within a day is told so. */
const patienceSeconds = 86_400

/** Checks what a caller asks for and makes it ready for its lane. Throws what `submitJob` names. */
export async function prepareJob(
  ctx: Pick<Context, 'db' | 'lanes' | 'settings' | 'clock'>,
  caller: Caller,
  request: JobRequest,
  idempotency: Idempotency | null,
): Promise<{ lane: Lane; job: NewJob }> {
  const { keyId } = caller
  // What is found now: the same that is submitted again must neither claim outlets again nor miss pages that have gone since.
  const findsOutlets = request.kind === 'sweep' || request.kind === 'reextract'
  const lane = request.lane ?? (findsOutlets ? 'bulk' : 'interactive')
  if (request.webhook_url) checkTarget(request.webhook_url, ctx.settings.allowedTargets, 'webhook_url')
  const repeated = findsOutlets && idempotency && (await ctx.lanes.knows(lane, keyId, idempotency))
  const spec = repeated ? { ...request, sweep_id: '', outlet_ids: [] } : await specOf(ctx, request)
  // A sweep holds its outlets no longer than that.
  const deadlineSeconds = request.kind === 'sweep' ? sweepSeconds : patienceSeconds
  return { lane, job: { keyId, spec, deadlineSeconds, coalesce: null, idempotency } }
}

async function specOf(ctx: Pick<Context, 'db' | 'settings' | 'clock'>, request: JobRequest): Promise<JobSpec> {
  switch (request.kind) {
    case 'cart':
      return request
    case 'page': {
      checkTarget(request.url, ctx.settings.allowedTargets, 'url')
      const site = findSite(request.site)
      if (!site?.page) {
        const readers = siteNames.filter((name) => findSite(name)?.page).join(', ')
        const message = `no site "${request.site}" reads single pages; these do: ${readers}`
        throw new EdgesweepError('invalid_input', message, { field: 'site' })
      }
      const wrong = site.checkOptions(request.options ?? null)
      if (wrong) throw new EdgesweepError('invalid_input', wrong, { field: 'options' })
      return request
    }
    case 'outlet':
      if (!(await readOutlet(ctx.db, { outletId: request.outlet_id }))) {
        throw new EdgesweepError('not_found', `there is no outlet ${request.outlet_id}`, { field: 'outlet_id' })
      }
      return request
    case 'sweep': {
      const claimed = await claimSweep(ctx, request.outlet_ids ?? null)
      if (!claimed) {
        const message = 'no outlet to sweep: all are disabled, unknown or being swept already'
        throw new EdgesweepError('conflict', message, { field: 'outlet_ids' })
      }
      return { ...request, sweep_id: claimed.sweepId, outlet_ids: claimed.outletIds }
    }
    case 'reextract':
      return { ...request, outlet_ids: await keptOutlets(ctx, request.sweep_id) }
  }
}

/** The outlets of an ended sweep of which pages are kept. */
async function keptOutlets(ctx: Pick<Context, 'db'>, sweepId: string): Promise<string[]> {
  const field = 'sweep_id'
  const kept = await readKeptOutlets(ctx.db, { sweepId })
  if (!kept) throw new EdgesweepError('not_found', `there is no sweep ${sweepId}`, { field })
  if (kept.status === 'running')
    throw new EdgesweepError('conflict', `the sweep ${sweepId} still reads pages; ask again when it has ended`, {
      field,
    })
  if (kept.outletIds.length > 0) return kept.outletIds
  const since = kept.keptSince
    ? `the oldest that are kept were read at ${kept.keptSince}`
    : 'none are kept of any sweep'
  throw new EdgesweepError('conflict', `no page of the sweep ${sweepId} is kept; ${since}`, { field })
}
