import type { ServerResponse } from 'node:http'
import { resolveOverHttps } from '@edgesweep/core/visit/resolve-over-https.ts'
import { freePort } from '@edgesweep/infra/local/ports.ts'
import { afterEach, expect, test, vi } from 'vitest'
import { serve } from '../../../support/serve.ts'

const record = (type: number, data: string, TTL = 60) => ({ name: 'shop.example.com', type, TTL, data })
const answer = (...records: object[]) => ({ Status: 0, TC: false, RD: true, Answer: records })

/** Returns the JSON answer to a question, or writes the response itself. */
type Zone = (name: string, type: 'A' | 'AAAA', response: ServerResponse) => object | undefined

/** A resolver with its own server and with `clock.now` as its time. */
async function resolver(zone: Zone) {
  const asked: string[] = []
  const clock = { now: 0 }
  const { origin, host } = await serve((request, response) => {
    const url = new URL(request.url ?? '', 'http://any')
    const [name, type] = ['name', 'type'].map((key) => url.searchParams.get(key) ?? '')
    asked.push(`${url.pathname} ${name} ${type} ${request.headers.accept}`)
    const answered = zone(name!, type as 'A' | 'AAAA', response)
    if (answered) response.writeHead(200, { 'content-type': 'application/dns-json' }).end(JSON.stringify(answered))
  })
  const resolve = resolveOverHttps({
    fetch: globalThis.fetch,
    endpoint: `${origin}/dns-query`,
    now: () => clock.now * 1000,
  })
  return { resolve, asked, clock, host }
}

const both: Zone = (_, type) => answer(type === 'A' ? record(1, '93.184.215.14') : record(28, '2606:2800:21f::1'))

afterEach(() => {
  vi.restoreAllMocks()
})

test('a name is resolved for IPv4 and IPv6, and the answer has the addresses of both', async () => {
  const { resolve, asked } = await resolver(both)
  expect(await resolve('Shop.Example.com.')).toEqual(['93.184.215.14', '2606:2800:21f::1'])
  expect(asked.toSorted()).toEqual([
    '/dns-query shop.example.com A application/dns-json',
    '/dns-query shop.example.com AAAA application/dns-json',
  ])
})

test('aliases and other records in an answer are not taken for addresses', async () => {
  const { resolve } = await resolver((_, type) =>
    type === 'A'
      ? answer(record(5, 'cdn.example.net.'), record(1, '93.184.215.14'), record(46, 'a signature'))
      : answer(record(5, 'cdn.example.net.')),
  )
  expect(await resolve('shop.example.com')).toEqual(['93.184.215.14'])
})

test.each([
  ['does not exist', { Status: 3 }],
  ['has no record of either family', { Status: 0 }],
  ['has records that are null', { Status: 0, Answer: null }],
])('a name that %s has no address', async (_, answered) => {
  const { resolve } = await resolver(() => answered)
  expect(await resolve('gone.example.com')).toEqual([])
})

test.each([
  ['its own TTL', 60, 60],
  ['5 s if its TTL is shorter', 0, 5],
  ['300 s if its TTL is longer', 86_400, 300],
])('an answer is cached for %s', async (_, ttl, kept) => {
  const { resolve, asked, clock } = await resolver((_, type) =>
    answer(type === 'A' ? record(1, '93.184.215.14', ttl) : record(28, '2606:2800:21f::1', 100_000)),
  )
  await resolve('shop.example.com')
  clock.now = kept - 0.001
  await resolve('shop.example.com')
  expect(asked).toHaveLength(2)
  clock.now = kept
  await resolve('shop.example.com')
  expect(asked).toHaveLength(4)
})

test('an answer is cached no longer than its alias lasts', async () => {
  const { resolve, asked, clock } = await resolver(() =>
    answer(record(5, 'cdn.example.net.', 20), record(1, '93.184.215.14', 200)),
  )
  await resolve('shop.example.com')
  clock.now = 20
  await resolve('shop.example.com')
  expect(asked).toHaveLength(4)
})

test('the answer that a name does not exist is cached for 5 s', async () => {
  const { resolve, asked, clock } = await resolver(() => ({ Status: 3 }))
  await resolve('gone.example.com')
  clock.now = 4.999
  await resolve('gone.example.com')
  expect(asked).toHaveLength(2)
  clock.now = 5
  await resolve('gone.example.com')
  expect(asked).toHaveLength(4)
})

test('many requests for a name at the same time send one query for each address family', async () => {
  const { resolve, asked } = await resolver(both)
  const answers = await Promise.all(Array.from({ length: 50 }, () => resolve('shop.example.com')))
  expect(new Set(answers.map(String)).size).toBe(1)
  expect(asked).toHaveLength(2)
})

test('the cache drops the oldest of more than 1,000 names and keeps the newest', async () => {
  let asked = 0
  const fetch = async () => {
    asked += 1
    return Response.json(answer(record(1, '93.184.215.14')))
  }
  const resolve = resolveOverHttps({ fetch, endpoint: 'https://dns.example.com/dns-query', now: () => 0 })
  for (let at = 0; at <= 1_000; at++) await resolve(`shop-${at}.example.com`)
  expect(asked).toBe(2_002)
  await resolve('shop-1.example.com')
  await resolve('shop-1000.example.com')
  expect(asked).toBe(2_002)
  await resolve('shop-0.example.com')
  expect(asked).toBe(2_004)
})

const failures: Array<[string, Zone, string]> = [
  ['a resolver that fails', () => ({ Status: 2 }), 'DNS status 2 for A'],
  ['a resolver that refuses', () => ({ Status: 5 }), 'DNS status 5 for A'],
  ['HTTP 503', (_, __, response) => void response.writeHead(503).end('busy'), 'HTTP 503'],
  ['a redirect', (_, __, response) => void response.writeHead(302, { location: '/' }).end(), 'HTTP 302'],
  ['a page', (_, __, response) => void response.end('<p>Sign in to this network'), 'the answer is not DNS in JSON'],
  ['another form of JSON', () => ({ ok: true }), 'the answer is not DNS in JSON'],
  ['an invalid address', () => answer(record(1, 'elsewhere.example.com')), '"elsewhere.example.com" is not an address'],
]

test.each(failures)('%s causes an error with the name and the reason, and is not cached', async (_, zone, reason) => {
  let failing = true
  const { resolve, host } = await resolver((...question) => (failing ? zone(...question) : both(...question)))
  await expect(resolve('shop.example.com')).rejects.toThrow(`shop.example.com could not be resolved by ${host}: `)
  await expect(resolve('shop.example.com')).rejects.toThrow(reason)
  await expect(resolve('shop.example.com')).rejects.toMatchObject({ name: 'Away' })
  failing = false
  expect(await resolve('shop.example.com')).toHaveLength(2)
})

/** A resolver under a name, which answers `own` about itself and SERVFAIL about every other name. */
const named = (own: () => Response) =>
  resolveOverHttps({
    endpoint: 'https://dns.example/dns-query',
    now: () => 0,
    fetch: async (input) => {
      if (!String(input).includes('name=dns.example&')) return Response.json({ Status: 2 })
      return own()
    },
  })

test("a name whose own servers fail is the domain's trouble, if the resolver knows its own name", async () => {
  const resolve = named(() => Response.json(answer(record(1, '93.184.215.14'))))
  await expect(resolve('shop.example.com')).rejects.toMatchObject({ name: 'DomainTrouble' })
  expect(await resolve.answers!()).toBe(true)
})

const lost = () => {
  throw new Error('Network connection lost.')
}

test.each([() => Response.json({ Status: 2 }), () => new Response('busy', { status: 503 }), lost])(
  'a resolver that does not even know its own name is away: %s',
  async (own) => {
    const resolve = named(own)
    await expect(resolve('shop.example.com')).rejects.toMatchObject({ name: 'Away' })
    expect(await resolve.answers!()).toBe(false)
  },
)

test('whether a resolver answers is asked anew each time', async () => {
  const { resolve, asked } = await resolver(both)
  await resolve('shop.example.com')
  expect([await resolve.answers!(), await resolve.answers!()]).toEqual([true, true])
  expect(asked).toHaveLength(4)
})

test('a failed query for one address family is an error, even if the other succeeds', async () => {
  const { resolve } = await resolver((name, type, response) =>
    type === 'A' ? both(name, type, response) : { Status: 2 },
  )
  await expect(resolve('shop.example.com')).rejects.toThrow('DNS status 2 for AAAA')
})

test('the query ends after 5 s when the resolver does not answer', async () => {
  const real = AbortSignal.timeout
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => real(50))
  const { resolve, host } = await resolver(() => undefined)
  await expect(resolve('shop.example.com')).rejects.toThrow(
    `shop.example.com could not be resolved by ${host}: no answer within 5 s`,
  )
  expect(timeout).toHaveBeenCalledWith(5_000)
})

test('a resolver that cannot be reached causes an error', async () => {
  const host = `127.0.0.1:${await freePort()}`
  const resolve = resolveOverHttps({ fetch, endpoint: `http://${host}/dns-query`, now: () => 0 })
  await expect(resolve('shop.example.com')).rejects.toThrow(
    `shop.example.com could not be resolved by ${host}: fetch failed: connect ECONNREFUSED`,
  )
})

test.each(['', '.', 'a..b', 'shop example.com', 'shop.example.com&type=TXT', 'a/b', 'ünï.example.com', 'a'.repeat(64)])(
  'an invalid name is not sent to the resolver: "%s"',
  async (name) => {
    const { resolve, asked } = await resolver(both)
    await expect(resolve(name)).rejects.toThrow('is not a valid DNS name')
    expect(asked).toEqual([])
  },
)
