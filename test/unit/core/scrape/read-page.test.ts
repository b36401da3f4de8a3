import { NoPermit, type ReadingContext, readPage } from '@edgesweep/core/scrape/read-page.ts'
import { expect, test } from 'vitest'

const lane = 'bulk'
const page = { url: 'https://shop.example.com/', status: 200, contentType: 'text/html', body: 'hello' }

/** Permits that are counted, a clock that a page moves on by 40 ms, and an answer of your choice. */
function world(answer: () => Response | Promise<Response>, { permits = 1 } = {}) {
  let now = 1_000
  const asked: unknown[] = []
  const out = new Set<string>()
  const usage = { browserMs: 0, requests: 0, bytes: 0 }
  const ctx: ReadingContext = {
    clock: { now: () => now, sleep: async () => {} },
    settings: {
      allowedTargets: ['127.0.0.1:8788'],
      search: { site: '', url: '' },
      domainSlots: 1,
      domainSlotsByHost: {},
    },
    fetch: async () => {
      now += 40
      expect(out.size, 'the permit is held while the page loads').toBe(1)
      return answer()
    },
    renderer: {
      async render(_, under) {
        expect(out.size, 'no permit is held while a browser is waited for').toBe(0)
        now += 1_000
        return under(async () => {
          now += 40
          await answer()
          return page
        })
      },
    },
    domains: {
      async ask(domain, lane, until) {
        asked.push({ domain, lane, until })
        if (permits === 0) return null
        out.add('permit')
        return { token: 'permit' }
      },
      async giveBack(domain, token) {
        expect(domain).toBe((asked[0] as { domain: string }).domain)
        out.delete(token)
      },
    },
  }
  return { ctx, asked, out, usage }
}

const request = { url: 'https://shop.example.com/', via: 'fetch' as const }

test('a page is read under a permit for its host and port, which is given back', async () => {
  const { ctx, asked, out, usage } = world(() => new Response('hello'))
  const read = await readPage(ctx, { ...request, url: 'http://127.0.0.1:8788/x' }, lane, usage)
  expect(read).toMatchObject({ status: 200, body: 'hello' })
  expect(asked).toEqual([{ domain: '127.0.0.1:8788', lane: 'bulk', until: 21_000 }])
  expect(out.size).toBe(0)
  expect(usage).toEqual({ browserMs: 0, requests: 1, bytes: 5 })
})

test('a page that asks for a browser gets one, and its time is counted', async () => {
  const { ctx, out, usage } = world(() => new Response())
  expect(await readPage(ctx, { ...request, via: 'render' }, lane, usage)).toEqual(page)
  expect(out.size).toBe(0)
  expect(usage).toEqual({ browserMs: 40, requests: 1, bytes: 5 })
})

test.each([429, 500, 503])('%i is an error that another try may cure, and the permit is given back', async (status) => {
  const { ctx, out, usage } = world(() => new Response('later', { status }))
  await expect(readPage(ctx, request, lane, usage)).rejects.toThrow(`answered ${status}`)
  expect(out.size).toBe(0)
  expect(usage.requests).toBe(1)
})

test.each([404, 410])('%i is an answer', async (status) => {
  const { ctx, usage } = world(() => new Response('gone', { status }))
  expect((await readPage(ctx, request, lane, usage)).status).toBe(status)
})

test.each(['fetch', 'render'] as const)('the permit is given back when the page cannot be had by %s', async (via) => {
  const { ctx, out, usage } = world(() => Promise.reject(new Error('connection reset')))
  await expect(readPage(ctx, { ...request, via }, lane, usage)).rejects.toThrow('connection reset')
  expect(out.size).toBe(0)
  expect(usage.requests).toBe(1)
})

test('without a permit nothing is read, and the error says until when it was waited for', async () => {
  const { ctx, usage } = world(() => Promise.reject(new Error('never asked')), { permits: 0 })
  const error = await readPage(ctx, request, lane, usage).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(NoPermit)
  expect(error).toMatchObject({ until: 21_000, message: 'shop.example.com: all of its permits are taken' })
  expect(usage.requests).toBe(0)
})

test('a target that may not be read is refused before a permit is asked for', async () => {
  const { ctx, asked, usage } = world(() => new Response())
  await expect(readPage(ctx, { ...request, url: 'http://10.0.0.1/' }, lane, usage)).rejects.toMatchObject({
    code: 'target_refused',
  })
  expect(asked).toEqual([])
})
