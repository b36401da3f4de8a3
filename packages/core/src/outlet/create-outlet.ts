import { createOutlet as insertOutlet } from '@edgesweep/db/queries/outlet/create.ts'
import type { OutletRow } from '@edgesweep/db/rows/outlet-row.ts'
import { ulid } from 'ulid'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import { camelFields } from '../field-case.ts'
import { checkOutlet } from './check-outlet.ts'
import type { OutletRequest } from './outlet-request.ts'

/** Stores an outlet of the caller, due at once. Throws `invalid_input`, `target_refused`, or `conflict` when the site already has an outlet at that URL. */
export async function createOutlet(
  ctx: Pick<Context, 'db' | 'settings' | 'clock'>,
  { keyId }: Pick<Caller, 'keyId'>,
  request: OutletRequest,
): Promise<OutletRow> {
  checkOutlet(request, ctx.settings.allowedTargets)
  const { created, ...outlet } = await insertOutlet(ctx.db, {
    ...camelFields(request),
    id: `out_${ulid(ctx.clock.now())}`,
    owner: keyId,
  })
  if (!created)
    throw new EdgesweepError('conflict', `the site "${request.site}" already has the outlet ${outlet.id} at this URL`, {
      field: 'url',
    })
  return outlet
}
