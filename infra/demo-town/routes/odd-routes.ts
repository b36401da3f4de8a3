import { Hono } from 'hono'
import { oddAddressRoutes } from './odd-address-routes.ts'
import { oddFileRoutes } from './odd-file-routes.ts'
import { oddMemoryRoutes } from './odd-memory-routes.ts'
import { oddProductRoutes } from './odd-product-routes.ts'
import { oddStuckRoutes } from './odd-stuck-routes.ts'

/** What else a scraper meets, under `/odd`: pages that hang, eat, remember, lead astray. Each says its own in its routes. */
export function oddRoutes(): Hono {
  const routes = new Hono()
  routes.route('/', oddProductRoutes())
  for (const some of [oddStuckRoutes(), oddMemoryRoutes(), oddAddressRoutes(), oddFileRoutes()]) {
    routes.route('/odd', some)
  }
  return routes
}
