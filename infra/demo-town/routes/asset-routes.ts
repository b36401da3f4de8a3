import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import { fileBytes } from '../machine/file-bytes.ts'
import { itemImage } from '../pages/item-image.ts'

const names = [
  'fill-menu.js',
  'render-menu.js',
  'fill-product.js',
  'find-traces.js',
  'try-address.js',
  'eat-memory.js',
  'odd-shop.css',
]

const read = (name: string) => readFileSync(new URL(`../browser/${name}`, import.meta.url), 'utf8')

/** The subresources of pages: scripts, a style sheet, pictures and a font. */
export function assetRoutes(): Hono {
  const sources = new Map(names.map((name) => [name, read(name)]))
  const routes = new Hono()
  // Not a valid font. Tests only check whether a browser requests it.
  routes.get('/assets/odd-font.woff2', (c) => c.body(fileBytes(0, 16), 200, { 'content-type': 'font/woff2' }))
  routes.get('/assets/:name', (c) => {
    const name = c.req.param('name')
    const source = sources.get(name)
    const type = name.endsWith('.css') ? 'text/css' : 'text/javascript'
    return source === undefined ? c.notFound() : c.body(source, 200, { 'content-type': `${type}; charset=utf-8` })
  })
  routes.get('/images/:file', (c) =>
    c.body(itemImage(c.req.param('file').replace(/\.svg$/, '')), 200, {
      'content-type': 'image/svg+xml',
      'cache-control': 'max-age=86400',
    }),
  )
  return routes
}
