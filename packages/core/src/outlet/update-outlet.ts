import { updateOutlet as storeUpdate } from '@edgesweep/db/queries/outlet/update.ts'
import type { OutletRow } from '@edgesweep/db/rows/outlet-row.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import { camelFields } from '../field-case.ts'
import type { OutletChange } from './outlet-request.ts'

/** Changes the given fields of an outlet. Throws `not_found`. */
export async function updateOutlet(
  ctx: Pick<Context, 'db'>,
  outletId: string,
  change: OutletChange,
): Promise<OutletRow> {
  const outlet = await storeUpdate(ctx.db, outletId, camelFields(change))
  if (!outlet) throw new EdgesweepError('not_found', `there is no outlet ${outletId}`, { field: 'id' })
  return outlet
}
