import type { RequestListener } from 'node:http'
import { noUsage } from '@edgesweep/core/endings/usage.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { fetchPage, maxPageBytes } from '@edgesweep/core/visit/fetch-page.ts'
import type { VisitContext } from '@edgesweep/core/visit/visit.ts'
import { afterEach, expect, test, vi } from 'vitest'
import { serve } from '../../../support/serve.ts'
import { openDomains } from '../../../support/storage/open-domains.ts'

function contextFor(allowed: string, fetch = globalThis.fetch): VisitContext {
  const settings = settingsFrom({ ALLOWED_TARGETS: allowed, CONTACT_URL: 'https://watch.example/about' })
  return { fetch, settings, resolve: async () => ['93.184.216.34'], domains: openDomains, clock: systemClock }
}

async function town(listener: RequestListener) {
  const { host, origin } = await serve(listener)
  return { origin, read: (path: string) => fetchPage(contextFor(host), `${origin}${path}`, 'bulk', noUsage()) }
}

afterEach(() => {
  vi.restoreAllMocks()
})

test('a fetched page has its address, status and type, and the request names Edgesweep as its user agent', async () => {
  const { origin, read } = await town((request, response) => {
    response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' })
    response.end(`<p>no ${request.url} for ${request.headers['user-agent']}: ünï`)
  })
  expect(await read('/menu?page=2')).toEqual({
    url: `${origin}/menu?page=2`,
    status: 404,
    contentType: 'text/html; charset=utf-8',
    body: `<p>no /menu?page=2 for Edgesweep/0.1 (+https://watch.example/about): ünï`,
  })
})

test('absolute and relative redirects are followed, and the page has the last address', async () => {
  const { origin, read } = await town((request, response) => {
    const next = { '/a/1': '2', '/a/2': '/b', '/b': `http://${request.headers.host}/c` }[request.url ?? '']
    response.writeHead(next ? 302 : 200, next ? { location: next } : {})
    response.end(next ? 'moved' : 'here')
  })
  expect(await read('/a/1')).toMatchObject({ url: `${origin}/c`, status: 200, body: 'here' })
})

test.each(['http://169.254.169.254/latest/', 'http://localhost/', 'file:///etc/passwd', '//me:pw@shop.example.com/'])(
  'a redirect to a forbidden target is refused: %s',
  async (location) => {
    const { read } = await town((_, response) => {
      response.writeHead(301, { location })
      response.end()
    })
    await expect(read('/')).rejects.toMatchObject({ code: 'target_refused' })
  },
)

test('a redirect to another port of an allowed host is refused before any request goes there', async () => {
  const visits: string[] = []
  const other = await serve((request, response) => {
    visits.push(request.url ?? '')
    response.end()
  })
  const { read } = await town((_, response) => {
    response.writeHead(302, { location: other.origin })
    response.end()
  })
  await expect(read('/')).rejects.toMatchObject({ code: 'target_refused' })
  expect(visits).toEqual([])
})

test('the fetch follows five redirects but not six', async () => {
  const { read } = await town((request, response) => {
    const left = Number(request.url?.slice(1))
    response.writeHead(left > 0 ? 307 : 200, left > 0 ? { location: `/${left - 1}` } : {})
    response.end()
  })
  expect((await read('/5')).status).toBe(200)
  await expect(read('/6')).rejects.toThrow('redirects more than 5 times')
})

test('the fetch stops an endless body at the size limit', async () => {
  let closed = () => {}
  const wasClosed = new Promise<void>((resolve) => {
    closed = resolve
  })
  let sent = 0
  const { read } = await town((_, response) => {
    const piece = Buffer.alloc(256 * 1024, 'x')
    const send = () => {
      while (!response.destroyed && response.write(piece)) sent += piece.length
    }
    response.on('drain', send).on('close', closed)
    send()
  })
  await expect(read('/')).rejects.toThrow(`larger than ${maxPageBytes} bytes`)
  await wasClosed
  expect(sent).toBeLessThan(4 * maxPageBytes)
})

test('a page is decoded in its declared charset, and as UTF-8 if that charset is unknown', async () => {
  const { read } = await town((request, response) => {
    const name = request.url!.slice(1)
    response.writeHead(200, { 'content-type': `text/html; charset="${name}"` })
    response.end(name === 'nonsense' ? 'Crème brûlée' : Buffer.from('Cr\xe8me br\xfbl\xe9e', 'latin1'))
  })
  expect((await read('/iso-8859-1')).body).toBe('Crème brûlée')
  expect((await read('/nonsense')).body).toBe('Crème brûlée')
})

test('a character that arrives in several pieces is decoded correctly', async () => {
  const bytes = new TextEncoder().encode('1 €')
  const body = new ReadableStream({
    start(controller) {
      for (const byte of bytes) controller.enqueue(new Uint8Array([byte]))
      controller.close()
    },
  })
  const ctx = contextFor('', async () => new Response(body))
  expect((await fetchPage(ctx, 'https://shop.example.com/', 'bulk', noUsage())).body).toBe('1 €')
})

test.each(['/silent', '/slow'])(
  'the fetch gives up after 15 s on a server that does not finish its answer: %s',
  async (path) => {
    const asked: number[] = []
    const timeout = AbortSignal.timeout.bind(AbortSignal)
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      asked.push(ms)
      return timeout(100)
    })
    const { read } = await town((request, response) => {
      if (request.url === '/slow') response.write('<p>more to come')
    })
    await expect(read(path)).rejects.toMatchObject({
      name: 'NoAnswer',
      message: expect.stringContaining('did not answer within 15 s'),
    })
    expect(asked).toEqual([15_000])
  },
)
