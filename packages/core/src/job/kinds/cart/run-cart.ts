import { findSite, siteNames } from '@edgesweep/sites/find-site.ts'
import { EdgesweepError } from '../../../errors.ts'
import { readPage } from '../../../visit/read-page.ts'
import type { RunItem } from '../item-runner.ts'
import type { SearchWork } from './cart-kind.ts'

/** Searches for a term near a ZIP code, on the deployment's search site. The result has the offers in the order of that site. */
export const runCart: RunItem<SearchWork> = async (ctx, { lane, usage }, { term, zipcode, limit }) => {
  const { site: name, url } = ctx.settings.search
  const search = findSite(name)?.search
  if (!search) throw new EdgesweepError('unavailable', whyNoSearch(name))
  if (!url)
    throw new EdgesweepError('unavailable', `SEARCH_URL is not set: the site "${name}" has no address to search`)
  const target = { url, term, zipcode, limit }
  const page = await readPage(ctx, search.request(target), lane, usage)
  return { term, products: search.extract(page, target).slice(0, limit) }
}

/** Why the deployment cannot search, and what to set instead. */
function whyNoSearch(name: string): string {
  const fault = findSite(name) ? `the site "${name}" has no search` : `there is no site "${name}"`
  const searchers = siteNames.filter((one) => findSite(one)?.search).join(', ')
  return `${name ? fault : 'no site is set'} (SEARCH_SITE); these sites search: ${searchers}`
}
