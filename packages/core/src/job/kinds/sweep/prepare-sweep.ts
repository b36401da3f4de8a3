import { EdgesweepError } from '../../../errors.ts'
import { claimSweep } from '../../../sweep/claim-sweep.ts'
import type { Preparation } from '../preparation.ts'
import type { SweepRequest, SweepSpec } from './sweep-kind.ts'

/** Claims the outlets for the sweep, until its deadline. */
export const sweepPreparation: Preparation<SweepRequest, SweepSpec> = {
  async prepare(ctx, request) {
    const claimed = await claimSweep(ctx, request.outlet_ids ?? null)
    if (claimed) return { ...request, sweep_id: claimed.sweepId, outlet_ids: claimed.outletIds }
    const message = 'no outlet to sweep: all are disabled, unknown or being swept already'
    throw new EdgesweepError('conflict', message, { field: 'outlet_ids' })
  },
  repeat: (request) => ({ ...request, sweep_id: '', outlet_ids: [] }),
}
