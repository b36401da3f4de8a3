import { findSite, siteNames } from '@edgesweep/sites/find-site.ts'
import { EdgesweepError } from '../errors.ts'
import { checkTarget } from '../visit/check-target.ts'
import type { OutletRequest } from './outlet-request.ts'

/**
 * Validates an outlet. Throws, with the invalid field, `target_refused` for an address that must not be read, and
 * `invalid_input` for a site that cannot read outlets or refuses these options.
 */
export function checkOutlet(request: OutletRequest, allowedTargets: string[]): void {
  checkTarget(request.url, allowedTargets, 'url')
  const site = findSite(request.site)
  if (!site?.outlet) {
    const readers = siteNames.filter((name) => findSite(name)?.outlet).join(', ')
    const fault = site ? `the site "${request.site}" cannot read outlets` : `there is no site "${request.site}"`
    throw new EdgesweepError('invalid_input', `${fault}; these sites read outlets: ${readers}`, { field: 'site' })
  }
  const problem = site.checkOptions(request.options ?? null)
  if (problem) throw new EdgesweepError('invalid_input', problem, { field: 'options' })
}
