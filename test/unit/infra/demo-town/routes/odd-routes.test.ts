import { fileBytes } from '@edgesweep/infra/demo-town/machine/file-bytes.ts'
import { expect, test } from 'vitest'
import { openTown } from '../open-town.ts'

test.each([
  ['/odd/shop/x', 'n'],
  ['/odd/shop/1000000000', 'n'],
  ['/odd/half/-1', 'n'],
  ['/odd/menu/1.5', 'n'],
  ['/api/odd/products/x', 'n'],
  ['/odd/file/x', 'n'],
  ['/odd/file/1?kb=65537', 'kb'],
  ['/odd/file/1?type=text/html', 'type'],
  ['/odd/slow?ms=600001', 'ms'],
  ['/odd/huge?mb=0', 'mb'],
  ['/odd/eat?mb=x', 'mb'],
  ['/odd/memory', 'job'],
  ['/odd/memory?job=a%20b', 'job'],
  ['/odd/cookie?set=a;b', 'set'],
  ['/odd/redirect', 'to'],
  ['/odd/redirect?to=%0d%0aset-cookie:x', 'to'],
  ['/odd/redirect?to=/&status=200', 'status'],
  ['/odd/script-redirect', 'to'],
  ['/odd/meta-redirect?to=', 'to'],
  ['/odd/frame', 'src'],
  ['/odd/script', 'src'],
  ['/odd/fetch', 'url'],
  ['/odd/socket', 'url'],
  ['/odd/popup', 'url'],
  ['/odd/worker', 'url'],
])('%s answers 400 with a sentence about `%s`', async (path, name) => {
  const town = await openTown()
  const response = await fetch(town + path)
  expect(response.status).toBe(400)
  expect(await response.text()).toMatch(new RegExp(`^\`${name}\` must be .+, but it is .+\\.$`))
})

test('/odd/redirect redirects to the requested address with the requested status', async () => {
  const town = await openTown()
  const ask = (query: string) => fetch(`${town}/odd/redirect?${query}`, { redirect: 'manual' })
  const found = await ask('to=http://169.254.169.254/latest')
  expect([found.status, found.headers.get('location')]).toEqual([302, 'http://169.254.169.254/latest'])
  const moved = await ask('to=/odd/shop/1&status=308')
  expect([moved.status, moved.headers.get('location')]).toEqual([308, '/odd/shop/1'])
})

test.each(['script-redirect?to=', 'meta-redirect?to=', 'frame?src=', 'script?src=', 'fetch?url=', 'socket?url='])(
  'the value of /odd/%s is escaped in its attribute',
  async (page) => {
    const town = await openTown()
    const response = await fetch(`${town}/odd/${page}${encodeURIComponent('"><script>alert(1)</script>')}`)
    expect(response.status).toBe(200)
    const body = await response.text()
    expect(body).not.toContain('<script>alert(1)')
    expect(body).toContain('&quot;&gt;&lt;script&gt;alert(1)')
  },
)

test('/odd/file has the requested type and bytes, and /odd/download is an attachment', async () => {
  const town = await openTown()
  const plain = await fetch(`${town}/odd/file/5?kb=3`)
  expect(plain.headers.get('content-type')).toBe('application/octet-stream')
  expect(await plain.bytes()).toEqual(fileBytes(5, 3))
  const picture = await fetch(`${town}/odd/file/5?kb=0&type=image/png`)
  expect([picture.headers.get('content-type'), (await picture.bytes()).length]).toEqual(['image/png', 0])
  expect((await fetch(`${town}/odd/download`)).headers.get('content-disposition')).toMatch(/^attachment/)
})

test('/odd/slow takes the requested time', async () => {
  const town = await openTown()
  const start = performance.now()
  expect((await fetch(`${town}/odd/slow?ms=50`)).status).toBe(200)
  expect(performance.now() - start).toBeGreaterThan(45)
})

test('/odd/huge has the requested number of megabytes', async () => {
  const town = await openTown()
  const { length } = await (await fetch(`${town}/odd/huge?mb=3`)).bytes()
  expect(length).toBeGreaterThanOrEqual(3 * 1_048_576)
  expect(length).toBeLessThan(3 * 1_048_576 + 200)
})

test('/odd/drip sends its headers at once and its body byte by byte', async () => {
  const town = await openTown()
  const response = await fetch(`${town}/odd/drip`)
  expect(response.headers.get('content-type')).toContain('text/html')
  const reader = response.body!.getReader()
  const pieces = [await reader.read(), await reader.read()]
  expect(pieces.map(({ value }) => new TextDecoder().decode(value))).toEqual(['<', '!'])
  await reader.cancel()
})

test('/odd/cached-token is new for each request, names the requesting page, and answers 304 to its ETag', async () => {
  const town = await openTown()
  const ask = (headers: HeadersInit = {}) => fetch(`${town}/odd/cached-token`, { headers })
  const first = await ask({ 'x-odd-page': 'a:1' })
  expect(first.headers.get('cache-control')).toBe('max-age=3600')
  const { asked_by, token } = await first.json()
  expect(asked_by).toBe('a:1')
  expect((await (await ask()).json()).token).not.toBe(token)
  const etag = first.headers.get('etag')!
  expect((await ask({ 'if-none-match': etag })).status).toBe(304)
})

test('/odd/cookie sets an HttpOnly cookie and shows the received cookies', async () => {
  const town = await openTown()
  const set = await fetch(`${town}/odd/cookie?set=abc`)
  expect(set.headers.get('set-cookie')).toMatch(/^odd_visit=abc; HttpOnly/)
  const sent = await fetch(`${town}/odd/cookie`, { headers: { cookie: 'odd_visit=abc' } })
  expect(sent.headers.get('set-cookie')).toBeNull()
  expect(await sent.text()).toContain('<pre id="cookie">odd_visit=abc</pre>')
})
