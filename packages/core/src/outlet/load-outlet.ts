import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { findSite } from '@edgesweep/sites/find-site.ts'
import type { Site } from '@edgesweep/sites/site/site.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'

/**
 * An outlet, the site that reads it, and the database's time. The observation is recorded with this time, so that a worker that
 * finishes late cannot overwrite newer observations.
 */
export async function loadOutlet(ctx: Pick<Context, 'db'>, outletId: string) {
  const outlet = await readOutlet(ctx.db, { outletId })
  if (!outlet) throw new EdgesweepError('not_found', `there is no outlet ${outletId}`)
  const site: NonNullable<Site['outlet']> | undefined = findSite(outlet.site)?.outlet
  if (!site) throw new EdgesweepError('invalid_input', `the site "${outlet.site}" cannot read outlets`)
  return { outlet, site, observedAt: outlet.observedAt }
}
