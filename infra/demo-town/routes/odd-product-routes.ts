import { type Context, Hono } from 'hono'
import { lastOddNumber, oddMenu, oddProduct } from '../machine/odd-product.ts'
import { oddMenuPage } from '../pages/odd-menu-page.ts'
import { oddProductAnswer, oddProductPage } from '../pages/odd-product-page.ts'
import { readNumber } from './read-parameter.ts'

/**
 * `/odd/shop/:n` is a product that a script renders (with `?plain=1` it is in the HTML). In `/odd/half/:n` the script adds only the price.
 * `/odd/menu/:n` has ten dishes with pictures. All depend only on the number.
 */
export function oddProductRoutes(): Hono {
  const routes = new Hono()
  const parametersOf = (c: Context) => ({
    number: readNumber('n', c.req.param('n'), { from: 0, to: lastOddNumber }),
    origin: new URL(c.req.url).origin,
  })

  routes.get('/odd/shop/:n', (c) => {
    const { number, origin } = parametersOf(c)
    const written = c.req.query('plain') === '1' ? 'whole' : 'nothing'
    return c.html(oddProductPage(number, oddProduct(number), origin, written))
  })
  routes.get('/odd/half/:n', (c) => {
    const { number, origin } = parametersOf(c)
    return c.html(oddProductPage(number, oddProduct(number), origin, 'half'))
  })
  routes.get('/api/odd/products/:n', (c) => {
    const { number, origin } = parametersOf(c)
    return c.json(oddProductAnswer(oddProduct(number), origin))
  })
  routes.get('/odd/menu/:n', (c) => {
    const { number, origin } = parametersOf(c)
    return c.html(oddMenuPage(number, oddMenu(number), origin))
  })
  return routes
}
