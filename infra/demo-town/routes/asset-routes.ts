import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import { itemImage } from '../pages/item-image.ts'

const script = (name: string) => readFileSync(new URL(`../browser/${name}`, import.meta.url), 'utf8')

/** What pages load: the scripted menus' modules, pictures; and robots.txt. */
export function assetRoutes(): Hono {
  const scripts = new Map(['fill-menu.js', 'render-menu.js'].map((name) => [name, script(name)]))
  const routes = new Hono()
  routes.get('/assets/:name', (c) => {
    const source = scripts.get(c.req.param('name'))
    return source === undefined
      ? c.notFound()
      : c.body(source, 200, { 'content-type': 'text/javascript; charset=utf-8' })
  })
  routes.get('/images/:file', (c) =>
    c.body(itemImage(c.req.param('file').replace(/\.svg$/, '')), 200, {
      'content-type': 'image/svg+xml',
      'cache-control': 'max-age=86400',
    }),
  )
  routes.get('/robots.txt', (c) => c.text('User-agent: *\nAllow: /\n'))
  return routes
}
