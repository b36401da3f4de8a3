import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import { isJobEnded } from './job-state.ts'

type RefreshContext = Pick<Context, 'db' | 'lanes' | 'jobs'>

/** A live answer that takes longer is none. */
const deadlineSeconds = 120

/** Asks for a fresh look at one outlet in the live lane; whoever asks while one is under way gets that one, whatever its key. Throws `not_found`. */
export async function refreshOutlet(ctx: RefreshContext, caller: Caller, outletId: string) {
  const outlet = await readOutlet(ctx.db, { outletId })
  if (!outlet) throw new EdgesweepError('not_found', `there is no outlet ${outletId}`, { field: 'id' })
  const { id, replayed } = await submit(ctx, caller, outletId)
  if (!replayed) return { outlet, jobId: id }
  // A job's ticket goes a moment after its end; with a worker that has died, when its lease does. Who asks after the end has not had an answer.
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
  if (!receipt?.ok) throw new EdgesweepError('unavailable', 'the live lane did not take the refresh', { retryAfter: 1 })
  return receipt
}
