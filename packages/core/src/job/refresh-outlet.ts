import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import { isJobEnded } from './job-state.ts'

type RefreshContext = Pick<Context, 'db' | 'lanes' | 'jobs'>

/** A refresh that takes longer is given up. */
const deadlineSeconds = 120

/** Submits a job that reads one outlet in the live lane. While it runs, every caller who refreshes the outlet joins it. Throws `not_found`. */
export async function refreshOutlet(ctx: RefreshContext, caller: Caller, outletId: string) {
  const outlet = await readOutlet(ctx.db, { outletId })
  if (!outlet) throw new EdgesweepError('not_found', `there is no outlet ${outletId}`, { field: 'id' })
  const { id, replayed } = await submit(ctx, caller, outletId)
  if (!replayed) return { outlet, jobId: id }
  // A ticket is removed shortly after its job's end, or when the lease of a dead worker expires. A caller after the end needs a new job.
  const joined = await ctx.jobs.read(id)
  if (!joined || !isJobEnded(joined.status)) return { outlet, jobId: id }
  await ctx.lanes.revoke(id)
  return { outlet, jobId: (await submit(ctx, caller, outletId)).id }
}

async function submit(ctx: RefreshContext, { keyId }: Caller, outletId: string) {
  const [receipt] = await ctx.lanes.submit('live', [
    {
      keyId,
      spec: { kind: 'outlet', outlet_id: outletId },
      deadlineSeconds,
      coalesce: outletId,
      idempotency: null,
    },
  ])
  if (!receipt?.ok)
    throw new EdgesweepError('unavailable', 'the live lane is full: try again in 1 s', { retryAfter: 1 })
  return receipt
}
