import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { EdgesweepError } from '../../../errors.ts'
import type { Preparation } from '../preparation.ts'
import type { OutletJobRequest } from './outlet-kind.ts'

export const outletPreparation: Preparation<OutletJobRequest, OutletJobRequest> = {
  async prepare(ctx, request) {
    const { outlet_id: outletId } = request
    if (await readOutlet(ctx.db, { outletId })) return request
    throw new EdgesweepError('not_found', `there is no outlet ${outletId}`, { field: 'outlet_id' })
  },
}
