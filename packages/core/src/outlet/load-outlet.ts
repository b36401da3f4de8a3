import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { findSite } from '@edgesweep/sites/find-site.ts'
import type { Site } from '@edgesweep/sites/site/site.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'

/**
 * An outlet with the site that reads it, and the database's time: what is seen from now on is recorded as observed then, so that
 * a worker that comes back late cannot pass off old news as new.
 */
export async function loadOutlet(ctx: Pick<Context, 'db'>, outletId: string) {
  const outlet = await readOutlet(ctx.db, { outletId })
  if (!outlet) throw new EdgesweepError('not_found', `there is no outlet ${outletId}`)
  const site: NonNullable<Site['outlet']> | undefined = findSite(outlet.site)?.outlet
  if (!site) throw new EdgesweepError('invalid_input', `the site "${outlet.site}" reads no outlets`)
  return { outlet, site, observedAt: outlet.observedAt }
}
