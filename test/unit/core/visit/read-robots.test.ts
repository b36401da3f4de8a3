import { NoPermit } from '@edgesweep/core/endings/typed-errors.ts'
import { readRobots } from '@edgesweep/core/visit/read-robots.ts'
import type { RobotsRules } from '@edgesweep/core/visit/robots-rules.ts'
import { expect, test } from 'vitest'
import { movedTo, ScrapeWorld } from './scrape-world.ts'

const robots = 'https://shop.example/robots.txt'
const menu = new URL('https://shop.example/menu')
const minute = 60_000
const forbidding = (headers: Record<string, string> = {}) => new Response('User-agent: *\nDisallow: /menu', { headers })

const read = (world: ScrapeWorld, url = menu): Promise<RobotsRules> =>
  world.finish(readRobots(world.ctx, url, 'bulk', world.usage))
const isAllowed = async (world: ScrapeWorld) => (await read(world)).allows(menu)

test('robots.txt is fetched once, under a permit like any page, and counts as a request', async () => {
  const world = new ScrapeWorld({ [robots]: forbidding() })
  expect([await isAllowed(world), await isAllowed(world)]).toEqual([false, false])
  expect(world.requested).toEqual([robots])
  expect(world.asked).toMatchObject([{ domain: 'shop.example', lane: 'bulk', terms: { delayMs: null } }])
  expect(world.usage.requests).toBe(1)
})

test('invocations that read the same file share its parsed rules', async () => {
  const worlds = [1, 2].map(() => new ScrapeWorld({ [robots]: forbidding() }))
  const [first, second] = await Promise.all(worlds.map((world) => read(world)))
  expect(second).toBe(first)
})

test('each origin has its own robots.txt', async () => {
  const world = new ScrapeWorld({ [robots]: forbidding() }, { ALLOWED_TARGETS: 'shop.example:8443' })
  await read(world)
  const other = new URL('https://shop.example:8443/menu')
  expect((await read(world, other)).allows(other)).toBe(true)
  expect(world.requested).toEqual([robots, 'https://shop.example:8443/robots.txt'])
})

test.each([400, 401, 403, 404, 410])(
  'an answer of %i means that there is no robots.txt, so every path is allowed',
  async (status) => {
    expect(await isAllowed(new ScrapeWorld({ [robots]: new Response('Disallow: /', { status }) }))).toBe(true)
  },
)

test.each([500, 502, 504])('an answer of %i forbids every path for a minute', async (status) => {
  const world = new ScrapeWorld({ [robots]: new Response('', { status }) })
  const error = await read(world).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(NoPermit)
  expect(error).toMatchObject({
    throttled: true,
    afterMs: minute,
    message: `robots.txt of shop.example cannot be read: it answered ${status}`,
  })
})

test('a robots.txt without an answer forbids every path for a minute, and the permit is returned as timed out', async () => {
  const world = new ScrapeWorld({ [robots]: () => Promise.reject(new Error('connection refused')) })
  await expect(read(world)).rejects.toMatchObject({ name: 'NoPermit', throttled: true })
  expect(world.returned).toEqual([{ domain: 'shop.example', result: { type: 'timed_out' } }])
})

test.each([429, 503])('an answer of %i makes the page wait and is not cached', async (status) => {
  const world = new ScrapeWorld({ [robots]: new Response('', { status, headers: { 'retry-after': '9' } }) })
  world.pauseMs = 9_000
  await expect(read(world)).rejects.toMatchObject({
    name: 'NoPermit',
    throttled: true,
    afterMs: 9_000,
  })
  world.answers[robots] = forbidding()
  expect(await isAllowed(world)).toBe(false)
})

test('without a permit no request for robots.txt is sent, and nothing is cached', async () => {
  const world = new ScrapeWorld({ [robots]: forbidding() })
  world.refusals['shop.example'] = { ok: false, afterMs: 700, reason: '2 of 2 requests in flight' }
  await expect(read(world)).rejects.toMatchObject({ name: 'NoPermit', throttled: false })
  delete world.refusals['shop.example']
  expect(await isAllowed(world)).toBe(false)
})

test('a robots.txt may redirect to another host, under that host’s permit, and holds for the first host', async () => {
  const elsewhere = 'https://cdn.example/robots/shop.txt'
  const world = new ScrapeWorld({ [robots]: movedTo(elsewhere), [elsewhere]: forbidding() })
  expect(await isAllowed(world)).toBe(false)
  expect(world.returned.map(({ domain }) => domain)).toEqual(['shop.example', 'cdn.example'])
})

test('a redirect of robots.txt into a private network is refused', async () => {
  const world = new ScrapeWorld({ [robots]: movedTo('http://10.0.0.1/robots.txt') })
  await expect(read(world)).rejects.toMatchObject({ code: 'target_refused' })
  expect(world.requested).toEqual([robots])
})

test('a robots.txt behind more than five redirects counts as missing', async () => {
  const hop = (n: number) => (n === 0 ? robots : `https://shop.example/robots-${n}.txt`)
  const chain = (length: number) => {
    const hops = Array.from({ length }, (_, n) => [hop(n), movedTo(hop(n + 1))])
    return new ScrapeWorld({ ...Object.fromEntries(hops), [hop(length)]: forbidding() })
  }
  expect([await isAllowed(chain(5)), await isAllowed(chain(6))]).toEqual([false, true])
})

test('only the first 512 KiB of a robots.txt are read', async () => {
  const filler = (bytes: number) => `# ${'x'.repeat(bytes - 3)}\n`
  const rule = 'User-agent: *\nDisallow: /menu\n'
  const fileOf = (before: number) => () => new Response(filler(before) + rule + filler(1_000_000))
  expect(await isAllowed(new ScrapeWorld({ [robots]: fileOf(512 * 1024 - rule.length) }))).toBe(false)
  expect(await isAllowed(new ScrapeWorld({ [robots]: fileOf(512 * 1024) }))).toBe(true)
})

test.each([
  ['max-age=7200', 7_200_000],
  ['public, max-age=10', 300_000],
  ['max-age=99999999', 86_400_000],
  ['no-store', 3_600_000],
  ['', 3_600_000],
])('a robots.txt with a Cache-Control of "%s" is cached for %i ms', async (header, ms) => {
  const world = new ScrapeWorld({ [robots]: forbidding(header ? { 'cache-control': header } : {}) })
  await read(world)
  expect(world.kept.get('https://shop.example')!.expiresAt).toBe(world.clock.now() + ms)
})
