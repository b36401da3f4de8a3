import { fetchPage } from '@edgesweep/core/visit/fetch-page.ts'
import { expect, test } from 'vitest'
import { html, movedTo, ScrapeWorld } from './scrape-world.ts'

const read = (world: ScrapeWorld) => world.finish(fetchPage(world.ctx, 'https://shop.example/old', 'bulk', world.usage))

const moved = {
  'https://shop.example/old': movedTo('https://www.shop.example/new'),
  'https://www.shop.example/new': html('here'),
}

test('each hop of a redirect obeys the robots.txt of its host and holds a permit of its domain', async () => {
  const world = new ScrapeWorld(moved)
  expect(await read(world)).toMatchObject({ url: 'https://www.shop.example/new', body: 'here' })
  expect(world.requested).toEqual([
    'https://shop.example/robots.txt',
    'https://shop.example/old',
    'https://www.shop.example/robots.txt',
    'https://www.shop.example/new',
  ])
  expect(world.returned.map(({ domain }) => domain)).toEqual(Array.from(world.requested, (url) => new URL(url).host))
  expect(world.usage.requests).toBe(4)
})

test('a redirect is not followed to a page that the other host disallows', async () => {
  const robots = new Response('User-agent: Edgesweep\nDisallow: /new')
  const world = new ScrapeWorld({ ...moved, 'https://www.shop.example/robots.txt': robots })
  await expect(read(world)).rejects.toMatchObject({ code: 'disallowed' })
  expect(world.requested).not.toContain('https://www.shop.example/new')
})

test('a redirect is followed to a host with an ignored robots.txt, and the usage names that host alone', async () => {
  const robots = new Response('User-agent: *\nDisallow: /')
  const answers = { ...moved, 'https://www.shop.example/robots.txt': robots }
  const world = new ScrapeWorld(answers, { ROBOTS_IGNORED_HOSTS: 'www.shop.example' })
  expect(await read(world)).toMatchObject({ body: 'here' })
  expect(world.usage.robotsIgnored).toEqual(['www.shop.example'])
})

test('a redirect to a domain without a free permit defers the page and sends no request there', async () => {
  const world = new ScrapeWorld(moved, { ROBOTS_IGNORED_HOSTS: 'shop.example, www.shop.example' })
  world.refusals['www.shop.example'] = { ok: false, afterMs: 500, reason: 'it asked for a pause' }
  await expect(read(world)).rejects.toMatchObject({ name: 'NoPermit', throttled: false })
  expect(world.requested).toEqual(['https://shop.example/old'])
})
