import { Hono } from 'hono'
import { oddAddressRoutes } from './odd-address-routes.ts'
import { oddFileRoutes } from './odd-file-routes.ts'
import { oddMemoryRoutes } from './odd-memory-routes.ts'
import { oddProductRoutes } from './odd-product-routes.ts'
import { oddStuckRoutes } from './odd-stuck-routes.ts'

/** Unusual pages under `/odd`: pages that hang, exhaust memory, leave traces or redirect, and files. */
export function oddRoutes(): Hono {
  const routes = new Hono()
  routes.route('/', oddProductRoutes())
  for (const some of [oddStuckRoutes(), oddMemoryRoutes(), oddAddressRoutes(), oddFileRoutes()]) {
    routes.route('/odd', some)
  }
  return routes
}
