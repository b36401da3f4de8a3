import { acceptOutlet as accept } from '@edgesweep/db/queries/outlet/accept.ts'
import type { OutletRow } from '@edgesweep/db/rows/outlet-row.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'

/**
 * Says that what an outlet in quarantine shows is true: its next extraction is taken as it is. Throws `not_found`, or `conflict` when the outlet
 * is not in quarantine.
 */
export async function acceptOutlet(ctx: Pick<Context, 'db'>, outletId: string): Promise<OutletRow> {
  const outlet = await accept(ctx.db, { outletId })
  if (!outlet) throw new EdgesweepError('not_found', `there is no outlet ${outletId}`, { field: 'id' })
  if (!outlet.quarantine)
    throw new EdgesweepError('conflict', `${outletId} is not in quarantine: its sweeps are recorded`)
  return outlet
}
