import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import type { Context } from '../../../context.ts'
import { EdgesweepError } from '../../../errors.ts'
import { claimSweep } from '../../../sweep/claim-sweep.ts'
import type { Preparation } from '../preparation.ts'
import type { SweepRequest, SweepSpec } from './sweep-kind.ts'

/** Claims the outlets for the sweep, until its deadline. */
export const sweepPreparation: Preparation<SweepRequest, SweepSpec> = {
  async prepare(ctx, request) {
    const claimed = await claimSweep(ctx, request.outlet_ids ?? null)
    if (claimed) return { ...request, sweep_id: claimed.sweepId, outlet_ids: claimed.outletIds }
    const message = await whyNone(ctx, request.outlet_ids ?? [])
    throw new EdgesweepError('conflict', message, { field: 'outlet_ids' })
  },
  repeat: (request) => ({ ...request, sweep_id: '', outlet_ids: [] }),
}

/** Why no outlet could be claimed. For one named outlet, the message states its cause. */
async function whyNone({ db }: Pick<Context, 'db'>, [outletId, ...others]: string[]): Promise<string> {
  if (outletId === undefined || others.length > 0)
    return 'no outlet to sweep: all are disabled, unknown or being swept already'
  const outlet = await readOutlet(db, { outletId })
  if (!outlet) return `there is no outlet ${outletId}: GET /v1/outlets lists the outlets`
  if (!outlet.enabled) return `outlet ${outletId} is disabled: enable it, then repeat`
  return `outlet ${outletId} is being swept already: wait for the end of that sweep, then repeat`
}
