import { createOutlet as insertOutlet } from '@edgesweep/db/queries/create-outlet.ts'
import type { OutletRow } from '@edgesweep/db/rows/outlet-row.ts'
import { findSite, siteNames } from '@edgesweep/sites/find-site.ts'
import { ulid } from 'ulid'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import { checkTarget } from '../target/check-target.ts'
import type { OutletRequest } from './outlet-request.ts'

/** Stores an outlet, due at once. Throws `invalid_input`, `target_refused`, or `conflict` when the site has an outlet at that URL. */
export async function createOutlet(
  ctx: Pick<Context, 'db' | 'settings' | 'clock'>,
  request: OutletRequest,
): Promise<OutletRow> {
  checkTarget(request.url, ctx.settings.allowedTargets, 'url')
  const site = findSite(request.site)
  if (!site?.outlet) {
    const readers = siteNames.filter((name) => findSite(name)?.outlet).join(', ')
    throw new EdgesweepError('invalid_input', `no site "${request.site}" reads outlets; these do: ${readers}`, {
      field: 'site',
    })
  }
  const wrong = site.checkOptions(request.options ?? null)
  if (wrong) throw new EdgesweepError('invalid_input', wrong, { field: 'options' })
  const { created, ...outlet } = await insertOutlet(ctx.db, {
    id: `out_${ulid(ctx.clock.now())}`,
    site: request.site,
    name: request.name,
    url: request.url,
    options: request.options ?? null,
    timezone: request.timezone,
    intervalSeconds: request.interval_seconds,
    enabled: request.enabled,
  })
  if (!created)
    throw new EdgesweepError('conflict', `${outlet.id} is the outlet of "${request.site}" at this URL already`, {
      field: 'url',
    })
  return outlet
}
