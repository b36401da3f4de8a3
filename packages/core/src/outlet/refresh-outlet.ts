import { readOutlet } from '@edgesweep/db/queries/read-outlet.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'

/** A live answer that takes longer is none. */
const deadlineSeconds = 120

/** Asks for a fresh look at one outlet in the live lane; whoever asks while one is under way gets that one. Throws `not_found`. */
export async function refreshOutlet(ctx: Pick<Context, 'db' | 'lanes'>, caller: Caller, outletId: string) {
  const outlet = await readOutlet(ctx.db, { outletId })
  if (!outlet) throw new EdgesweepError('not_found', `there is no outlet ${outletId}`, { field: 'id' })
  const [receipt] = await ctx.lanes.submit('live', [
    {
      keyId: caller.keyId,
      spec: { kind: 'outlet', outlet_id: outletId },
      deadlineSeconds,
      coalesce: `${caller.keyId} ${outletId}`,
      idempotency: null,
    },
  ])
  if (!receipt?.ok) throw new EdgesweepError('unavailable', 'the live lane did not take the refresh', { retryAfter: 1 })
  return { outlet, jobId: receipt.id }
}
