import { Hono } from 'hono'
import { outletAt } from '../machine/outlet-at.ts'
import type { Town } from '../machine/town.ts'
import { adPage } from '../pages/ad-page.ts'

/** How many ads there are. */
const lastAd = 10_000

/** Ads of the town's outlets, `/ads/1` to `/ads/10000`: each for one item of one outlet, always the same. */
export function adRoutes({ seed, size }: Pick<Town, 'seed' | 'size'>): Hono {
  const routes = new Hono()
  routes.get('/ads/:number{[1-9][0-9]{0,4}}', (c) => {
    const number = Number(c.req.param('number'))
    if (number > lastAd) return c.notFound()
    const outlet = outletAt(seed, (number - 1) % size, 0)
    const { name } = outlet.items[Math.floor((number - 1) / size) % outlet.items.length]!
    return c.html(adPage(outlet, name, new URL(c.req.url).origin))
  })
  return routes
}
