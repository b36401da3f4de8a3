import { NoPermit } from '@edgesweep/core/endings/typed-errors.ts'
import { readPage } from '@edgesweep/core/visit/read-page.ts'
import { expect, test } from 'vitest'
import { html, ScrapeWorld } from './scrape-world.ts'

const lane = 'bulk'
const url = 'https://shop.example/menu'
const robots = 'https://shop.example/robots.txt'
const both = ['fetch', 'render'] as const

const read = (world: ScrapeWorld, via: 'fetch' | 'render' = 'fetch', address = url) =>
  world.finish(readPage(world.ctx, { url: address, via }, lane, world.usage))
const failureOf = (work: Promise<unknown>) => work.catch((error: unknown) => error)

test('a page is read under a permit for its host and port, and the permit is returned', async () => {
  const address = 'http://127.0.0.1:8788/x'
  const world = new ScrapeWorld({ [address]: html('hello') }, { ALLOWED_TARGETS: '127.0.0.1:8788' })
  expect(await read(world, 'fetch', address)).toMatchObject({ status: 200, body: 'hello' })
  expect(world.asked.at(-1)).toEqual({
    domain: '127.0.0.1:8788',
    lane: 'bulk',
    patienceMs: 2_000,
    terms: { slots: 2, delayMs: 0 },
  })
  expect(world.out).toEqual([])
  // The other request is for the robots.txt.
  expect(world.usage).toMatchObject({ browserMs: 0, requests: 2, bytes: 5 })
})

test('a page that needs a browser gets one, and the usage counts the browser time', async () => {
  const world = new ScrapeWorld({ [url]: html('hello') })
  expect(await read(world, 'render')).toMatchObject({ url, body: 'hello' })
  expect(world.out).toEqual([])
  expect(world.usage).toMatchObject({ browserMs: 40, bytes: 5 })
})

test.each(both)('a page that robots.txt disallows gets no request by %s', async (via) => {
  const world = new ScrapeWorld({ [robots]: new Response('User-agent: *\nDisallow: /menu') })
  expect(await failureOf(read(world, via))).toMatchObject({
    name: 'EdgesweepError',
    code: 'disallowed',
    message: `robots.txt of shop.example disallows ${url}`,
  })
  expect(world.requested).toEqual([robots])
  expect(world.rendered).toEqual([])
})

test.each(both)(
  'a page of a host with an ignored robots.txt is read by %s, and the usage names the host once',
  async (via) => {
    const answers = { [robots]: new Response('User-agent: *\nDisallow: /'), [url]: html('hello') }
    const world = new ScrapeWorld(answers, { ROBOTS_IGNORED_HOSTS: 'other.example, shop.example' })
    await read(world, via)
    await read(world, via)
    expect(world.requested).toEqual([url, url])
    expect(world.usage.robotsIgnored).toEqual(['shop.example'])
  },
)

test('the request for a permit carries the crawl delay of the robots.txt', async () => {
  const world = new ScrapeWorld({ [robots]: new Response('User-agent: *\nCrawl-delay: 7'), [url]: html('hello') })
  await read(world)
  expect(world.asked.map(({ terms }) => terms.delayMs)).toEqual([null, 7_000])
})

test.each([429, 503])(
  'after an answer of %i the page waits for the pause of its domain instead of failing',
  async (status) => {
    for (const via of both) {
      const headers = via === 'fetch' ? { 'retry-after': '120' } : undefined
      const world = new ScrapeWorld({ [url]: html('later', headers ? { status, headers } : { status }) })
      world.pauseMs = 90_000
      const error = await failureOf(read(world, via))
      expect(error).toBeInstanceOf(NoPermit)
      expect(error).toMatchObject({
        afterMs: 90_000,
        throttled: true,
        message: `domain shop.example answered ${status}`,
      })
      const retryAfterMs = via === 'fetch' ? 120_000 : null
      expect(world.returned.at(-1)).toEqual({ domain: 'shop.example', result: { type: 'throttled', retryAfterMs } })
      expect(world.usage.requests).toBe(2)
      expect(world.out).toEqual([])
    }
  },
)

test('500 is an error to retry, and the permit is returned', async () => {
  const world = new ScrapeWorld({ [url]: html('oh', { status: 500 }) })
  await expect(read(world)).rejects.toThrow(`${url} answered 500`)
  expect(world.returned.at(-1)!.result).toEqual({ type: 'answered' })
  expect(world.out).toEqual([])
})

test.each([404, 410])('a page with status %i is an answer, not an error', async (status) => {
  const world = new ScrapeWorld({ [url]: html('gone', { status }) })
  expect((await read(world)).status).toBe(status)
})

test('the permit of a page that does not answer is returned as timed out', async () => {
  const world = new ScrapeWorld({ [url]: () => Promise.reject(new Error('connection reset')) })
  await expect(read(world)).rejects.toThrow('connection reset')
  expect(world.returned.at(-1)!.result).toEqual({ type: 'timed_out' })
  expect(world.usage.requests).toBe(2)
  expect(world.out).toEqual([])
})

test('a failure of the browser does not count against the domain, and the permit is returned', async () => {
  const world = new ScrapeWorld({ [url]: () => Promise.reject(new Error('the browser is gone')) })
  await expect(read(world, 'render')).rejects.toThrow('the browser is gone')
  expect(world.returned.at(-1)!.result).toEqual({ type: 'unheard' })
  expect(world.out).toEqual([])
})

test('without a permit no request is sent, and the error has the time of the next permit and the reason', async () => {
  const world = new ScrapeWorld({}, { ROBOTS_IGNORED_HOSTS: 'shop.example' })
  world.refusals['shop.example'] = {
    ok: false,
    afterMs: 4_000,
    reason: '2 of 2 requests in flight, next permit in 4.0 s',
  }
  const error = await failureOf(read(world))
  expect(error).toBeInstanceOf(NoPermit)
  expect(error).toMatchObject({
    afterMs: 4_000,
    throttled: false,
    message: 'domain shop.example: 2 of 2 requests in flight, next permit in 4.0 s',
  })
  expect(world.requested).toEqual([])
  expect(world.usage.requests).toBe(0)
})

test('a forbidden target is refused before a permit is requested', async () => {
  const world = new ScrapeWorld()
  expect(await failureOf(read(world, 'fetch', 'http://10.0.0.1/'))).toMatchObject({ code: 'target_refused' })
  expect(world.asked).toEqual([])
})

test.each([
  ['https://other.example/secret', 'disallowed'],
  ['http://10.0.0.1/', 'target_refused'],
])('a page is not used if it led the browser to %s', async (ledTo, code) => {
  const world = new ScrapeWorld({
    [url]: html('hello', { headers: { 'x-led-to': ledTo } }),
    'https://other.example/robots.txt': new Response('User-agent: *\nDisallow: /secret'),
  })
  expect(await failureOf(read(world, 'render'))).toMatchObject({ code })
  expect(world.out).toEqual([])
})

test('a failure to return the permit hides neither the page nor the first error', async () => {
  const world = new ScrapeWorld({ [url]: html('hello') }, { ROBOTS_IGNORED_HOSTS: 'shop.example' })
  world.giveBack = () => Promise.reject(new Error('the object was reset'))
  expect((await read(world)).body).toBe('hello')
  const broken = new ScrapeWorld(
    { [url]: () => Promise.reject(new Error('connection reset')) },
    { ROBOTS_IGNORED_HOSTS: 'shop.example' },
  )
  broken.giveBack = world.giveBack
  await expect(read(broken)).rejects.toThrow('connection reset')
})

test('a page waits without losing a try when the permits do not answer', async () => {
  const world = new ScrapeWorld({ [url]: html('hello') }, { ROBOTS_IGNORED_HOSTS: 'shop.example' })
  world.ask = () => Promise.reject(new Error('the object was reset'))
  expect(await failureOf(read(world))).toMatchObject({ name: 'Away' })
})
