import { findSite } from '@edgesweep/sites/find-site.ts'
import { EdgesweepError } from '../../../errors.ts'
import { readPage } from '../../../visit/read-page.ts'
import type { RunItem } from '../item-runner.ts'
import type { SearchWork } from './cart-kind.ts'

/** Searches for a term near a ZIP code, on the deployment's search site. The result has the offers in the order of that site. */
export const runCart: RunItem<SearchWork> = async (ctx, { lane, usage }, { term, zipcode, limit }) => {
  const { site: name, url } = ctx.settings.search
  const search = findSite(name)?.search
  if (!search || !url)
    throw new EdgesweepError('unavailable', 'no search site is configured: set SEARCH_SITE and SEARCH_URL')
  const target = { url, term, zipcode, limit }
  const page = await readPage(ctx, search.request(target), lane, usage)
  return { term, products: search.extract(page, target).slice(0, limit) }
}
