import { findSite } from '@edgesweep/sites/find-site.ts'
import type { OfferRecord } from '@edgesweep/sites/site/records.ts'
import type { Usage } from '../endings/usage.ts'
import { EdgesweepError } from '../errors.ts'
import type { Lane } from '../lane/lane.ts'
import { type ReadingContext, readPage } from '../visit/read-page.ts'

/** The offers found for one term, in the order of the place searched. */
export interface SearchResult {
  term: string
  products: OfferRecord[]
}

/** Looks a term up near a ZIP code, at the deployment's place of search. */
export async function searchTerm(
  ctx: ReadingContext,
  { term, zipcode, limit }: { term: string; zipcode: string; limit: number },
  lane: Lane,
  usage: Usage,
): Promise<SearchResult> {
  const { site: name, url } = ctx.settings.search
  const search = findSite(name)?.search
  if (!search || !url)
    throw new EdgesweepError('unavailable', 'this deployment has no place to search: set SEARCH_SITE and SEARCH_URL')
  const target = { url, term, zipcode, limit }
  const page = await readPage(ctx, search.request(target), lane, usage)
  return { term, products: search.extract(page, target).slice(0, limit) }
}
