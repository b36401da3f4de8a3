import { attachSweepJob } from '@edgesweep/db/queries/attach-sweep-job.ts'
import { readOutlet } from '@edgesweep/db/queries/read-outlet.ts'
import { findSite, siteNames } from '@edgesweep/sites/find-site.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import type { NewJob, Receipt } from '../lane/lane-port.ts'
import { checkTarget } from '../scrape/check-target.ts'
import { sha256Hex } from '../sha256.ts'
import { claimSweep } from '../sweep/claim-sweep.ts'
import type { JobRequest, JobSpec } from './job-spec.ts'

/** A job that nobody gets to within a day is told so. */
const deadlineSeconds = 86_400

type SubmitContext = Pick<Context, 'db' | 'lanes' | 'settings' | 'clock' | 'log'>

/**
 * Stores a job durably in its lane and returns at once. Throws `EdgesweepError`: `invalid_input`, `target_refused`, `not_found`
 * (outlet), `conflict` (all outlets are being swept already), `idempotency_conflict`.
 */
export async function submitJob(
  ctx: SubmitContext,
  caller: Caller,
  request: JobRequest,
  idempotencyKey: string | null,
) {
  const [receipt] = await submitJobs(ctx, caller, [request], idempotencyKey ? [idempotencyKey] : [null])
  if (receipt instanceof EdgesweepError) throw receipt
  return receipt!
}

/** Stores many, each answered by itself, in order. */
export async function submitJobs(
  ctx: SubmitContext,
  caller: Caller,
  requests: JobRequest[],
  idempotencyKeys: Array<string | null>,
): Promise<Array<Extract<Receipt, { ok: true }> | EdgesweepError>> {
  const prepared = await Promise.all(
    requests.map(async (request, index) => {
      try {
        return await prepareJob(ctx, caller, request, idempotencyKeys[index] ?? null)
      } catch (error) {
        if (error instanceof EdgesweepError) return error
        throw error
      }
    }),
  )
  const answers: Array<Extract<Receipt, { ok: true }> | EdgesweepError> = prepared.map((job) => job as EdgesweepError)
  for (const lane of ['interactive', 'bulk'] as const) {
    const places = prepared.flatMap((job, index) =>
      !(job instanceof EdgesweepError) && (job.spec.lane ?? defaultLane(job.spec)) === lane ? [index] : [],
    )
    if (places.length === 0) continue
    const receipts = await ctx.lanes.submit(
      lane,
      places.map((place) => prepared[place] as NewJob),
    )
    for (const [n, receipt] of receipts.entries()) {
      const { spec } = prepared[places[n]!] as NewJob
      if (receipt.ok && spec.kind === 'sweep') {
        await attachSweepJob(ctx.db, { sweepId: spec.sweep_id, jobId: receipt.id })
      }
      answers[places[n]!] = receipt.ok ? receipt : refusals[receipt.reason]()
    }
  }
  return answers
}

const refusals = {
  idempotency_conflict: () =>
    new EdgesweepError('idempotency_conflict', 'this Idempotency-Key came with another body before', {
      field: 'Idempotency-Key',
    }),
  lane_full: () =>
    new EdgesweepError('lane_full', 'the lane holds as many jobs as it can; try again later', { retryAfter: 60 }),
}

const defaultLane = (spec: JobSpec) => (spec.kind === 'sweep' ? 'bulk' : 'interactive')

async function prepareJob(
  ctx: SubmitContext,
  caller: Caller,
  request: JobRequest,
  idempotencyKey: string | null,
): Promise<NewJob> {
  const idempotency = idempotencyKey
    ? { key: idempotencyKey, bodySha256: await sha256Hex(JSON.stringify(request)) }
    : null
  if (request.webhook_url) checkTarget(request.webhook_url, ctx.settings.allowedTargets, 'webhook_url')
  return { keyId: caller.keyId, spec: await specOf(ctx, request), deadlineSeconds, coalesce: null, idempotency }
}

async function specOf(ctx: SubmitContext, request: JobRequest): Promise<JobSpec> {
  switch (request.kind) {
    case 'cart':
      return request
    case 'page': {
      checkTarget(request.url, ctx.settings.allowedTargets, 'url')
      const site = findSite(request.site)
      if (!site?.page) {
        const readers = siteNames.filter((name) => findSite(name)?.page).join(', ')
        throw new EdgesweepError(
          'invalid_input',
          `no site "${request.site}" reads single pages; these do: ${readers}`,
          { field: 'site' },
        )
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
      if (!claimed)
        throw new EdgesweepError('conflict', 'no outlet to sweep: all are disabled, unknown or being swept already', {
          field: 'outlet_ids',
        })
      return { ...request, sweep_id: claimed.sweepId, outlet_ids: claimed.outletIds }
    }
  }
}
