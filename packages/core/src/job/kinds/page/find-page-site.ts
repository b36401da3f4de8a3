import { findSite, siteNames } from '@edgesweep/sites/find-site.ts'
import type { Site } from '@edgesweep/sites/site/site.ts'
import { EdgesweepError } from '../../../errors.ts'

/** The site of this name with its reader of single pages. Throws `invalid_input`, with the sites that have one. */
export function findPageSite(name: string): Site & { page: NonNullable<Site['page']> } {
  const site = findSite(name)
  if (site?.page) return { ...site, page: site.page }
  const readers = siteNames.filter((one) => findSite(one)?.page).join(', ')
  const fault = site ? `the site "${name}" cannot read single pages` : `there is no site "${name}"`
  throw new EdgesweepError('invalid_input', `${fault}; these sites read single pages: ${readers}`, { field: 'site' })
}
