import { findSite, siteNames } from '@edgesweep/sites/find-site.ts'
import { EdgesweepError } from '../errors.ts'
import { checkTarget } from '../visit/check-target.ts'
import type { OutletRequest } from './outlet-request.ts'

/**
 * Throws, with the field at fault, `target_refused` for an address that may not be read, and `invalid_input` for a site that reads no outlets or not
 * with these options.
 */
export function checkOutlet(request: OutletRequest, allowedTargets: string[]): void {
  checkTarget(request.url, allowedTargets, 'url')
  const site = findSite(request.site)
  if (!site?.outlet) {
    const readers = siteNames.filter((name) => findSite(name)?.outlet).join(', ')
    throw new EdgesweepError('invalid_input', `no site "${request.site}" reads outlets; these do: ${readers}`, {
      field: 'site',
    })
  }
  const wrong = site.checkOptions(request.options ?? null)
  if (wrong) throw new EdgesweepError('invalid_input', wrong, { field: 'options' })
}
