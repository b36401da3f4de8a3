import { acceptOutlet as accept } from '@edgesweep/db/queries/outlet/accept.ts'
import type { OutletRow } from '@edgesweep/db/rows/outlet-row.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'

/**
 * Ends an outlet's quarantine: its next extraction is recorded without the anomaly guard. Throws `not_found`, or `conflict` when
 * the outlet is not in quarantine.
 */
export async function acceptOutlet(ctx: Pick<Context, 'db'>, outletId: string): Promise<OutletRow> {
  const outlet = await accept(ctx.db, { outletId })
  if (!outlet) throw new EdgesweepError('not_found', `there is no outlet ${outletId}`, { field: 'id' })
  if (!outlet.quarantine)
    throw new EdgesweepError('conflict', `${outletId} is not in quarantine: there is nothing to accept`)
  return outlet
}
