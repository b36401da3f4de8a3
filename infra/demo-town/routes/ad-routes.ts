import { Hono } from 'hono'
import { outletAt } from '../machine/outlet-at.ts'
import type { Town } from '../machine/town.ts'
import { adPage } from '../pages/ad-page.ts'

/** The number of ads. */
const lastAd = 10_000

/** The ads of the outlets, `/ads/1` to `/ads/10000`. Each is for one item of one outlet and never changes. */
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
