import { setTimeout as pause } from 'node:timers/promises'
import { type Context, Hono } from 'hono'
import { findOffers } from '../machine/find-offers.ts'
import { hashText } from '../machine/hash.ts'
import type { Town } from '../machine/town.ts'
import { offerPage } from '../pages/offer-page.ts'
import { searchPage } from '../pages/search-page.ts'

/**
 * The product search by term and ZIP code, `/search?q=milk&zip=10001`, and the pages of its offers. A search takes 25 to 100 % of `searchMs`,
 * depending only on term and ZIP code.
 */
export function searchRoutes(town: Town, searchMs: number): Hono {
  const routes = new Hono()
  const searchOf = (c: Context) => {
    const term = (c.req.query('q') ?? '').trim()
    const zip = c.req.query('zip') ?? ''
    return term !== '' && /^\d{5}$/.test(zip) ? { term, zip, offers: findOffers(town.seed, term, zip) } : null
  }

  routes.get('/search', async (c) => {
    const search = searchOf(c)
    if (search && searchMs > 0)
      await pause(searchMs * (0.25 + (0.75 * (hashText(search.term + search.zip) % 100)) / 100))
    return search
      ? c.html(searchPage(search.term, search.zip, search.offers))
      : c.text('A search needs `q` (a term) and `zip` (a ZIP code of five digits).', 400)
  })
  routes.get('/offers/:number', (c) => {
    const offer = searchOf(c)?.offers.find(({ number }) => String(number) === c.req.param('number'))
    return offer ? c.html(offerPage(offer, new URL(c.req.url).origin)) : c.notFound()
  })
  return routes
}
