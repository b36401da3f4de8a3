import { Hono } from 'hono'
import { fileBytes } from '../machine/file-bytes.ts'
import { lastOddNumber } from '../machine/odd-product.ts'
import { readChoice, readNumber } from './read-parameter.ts'

const types = ['application/octet-stream', 'image/png', 'image/jpeg', 'image/webp', 'image/gif', 'video/mp4'] as const

/** `/file/:n?kb=&type=` returns bytes of a size and type. `/download` is an attachment, which a browser saves. */
export function oddFileRoutes(): Hono {
  const routes = new Hono()
  routes.get('/file/:n', (c) => {
    const number = readNumber('n', c.req.param('n'), { from: 0, to: lastOddNumber })
    const kilobytes = readNumber('kb', c.req.query('kb') ?? '64', { from: 0, to: 65_536 })
    const type = readChoice('type', c.req.query('type') ?? types[0], types)
    return c.body(fileBytes(number, kilobytes), 200, { 'content-type': type })
  })
  routes.get('/download', (c) =>
    c.body(fileBytes(0, 64), 200, {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="odd.bin"',
    }),
  )
  return routes
}
