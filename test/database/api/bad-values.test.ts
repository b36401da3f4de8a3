import type { ApiContext } from '@edgesweep/api/src/api.ts'
import { createApp } from '@edgesweep/api/src/app.ts'
import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { expect, test } from 'vitest'
import { hostileTokens } from '../../support/fuzz/hostile.ts'
import { someOutlet } from '../db/some.ts'
import { openDatabase } from '../open-database.ts'

const { db } = await openDatabase()
const { key, webhookSecret } = mintApiKey()
await storeApiKey({ db }, { key, webhookSecret }, { id: 'key_1', name: 'key_1', scopes: ['read', 'write'] })
await someOutlet(db, { id: 'out_1' })

const log = { info: () => {}, warn: () => {}, error: console.error }
const app = createApp(() => ({ db, primaryReads: db, log, clock: systemClock, files: null }) as unknown as ApiContext)

async function ask(path: string, init: RequestInit = {}) {
  const response = await app.request(path, { headers: { authorization: `Bearer ${key}` }, ...init })
  return { status: response.status, cache: response.headers.get('cache-control'), body: await response.json() }
}

test.each([
  ['/v1/jobs', '2020~x'],
  ['/v1/jobs', 'x'],
  ['/v1/jobs', '2026-02-30T00:00:00.000000Z~job_1'],
  ['/v1/jobs', '2026-01-01T00:00:00.000000Z~job_1~2'],
  ['/v1/jobs', '2026-01-01T00:00:00+23:59~job_1'],
  ['/v1/outlets/out_1/history', 'infinity~itm_1'],
  ['/v1/outlets/out_1/history', '2026-02-30T00:00:00.000000Z~itm_1'],
  ['/v1/outlets/out_1/status-history', 'x'],
  ['/v1/outlets', 'x'],
  ['/v1/sweeps', 'out_1'],
  ['/v1/changes', '~'],
  ['/v1/deliveries', `dlv_${'0'.repeat(100)}`],
  ['/v1/imports', '1'],
  ['/v1/jobs/job_1/files', 'x'],
  ['/v1/jobs/job_1/results', 'x'],
  ['/v1/pipelines/profiles/records', 'x'],
])('the list %s refuses the cursor %s by name, and does not begin at the first page', async (path, cursor) => {
  expect(await ask(`${path}?cursor=${encodeURIComponent(cursor)}`)).toMatchObject({
    status: 400,
    body: { field: 'cursor' },
  })
})

test.each([
  ['0000-01-01T00:00:00Z', 400],
  ['0999-12-31T23:59:59Z', 400],
  ['3000-01-01T00:00:00Z', 400],
  ['2026-02-30T00:00:00Z', 400],
  ['2026-01-01T00:00:00', 400],
  ['infinity', 400],
  ['2026-01-01T00:00:00+23:59', 200],
  ['2026-01-01T00:00:00-23:59', 200],
  ['1000-01-01T00:00:00.123456789Z', 200],
])('the time %s in a filter is answered with %i', async (time, status) => {
  const given = encodeURIComponent(time)
  for (const [path, field] of [
    ['/v1/jobs', 'submitted_after'],
    ['/v1/jobs', 'submitted_before'],
    ['/v1/outlets/out_1/history', 'from'],
  ] as const) {
    const answer = await ask(`${path}?${field}=${given}`)
    expect(answer).toMatchObject({ status, ...(status === 400 ? { body: { field } } : {}) })
  }
})

test.each(hostileTokens)('the stream token %s is answered with 401', async (token) => {
  const response = await app.request(`/v1/jobs/job_1/events?token=${encodeURIComponent(token)}`)
  expect(response.status).toBe(401)
})

test.each([
  ['%00=1', 'query'],
  ['%00limit=1', 'limit'],
  ['tag=%00', 'tag'],
])('a NUL in the query ?%s is refused by name', async (query, field) => {
  expect(await ask(`/v1/jobs?${query}`)).toMatchObject({
    status: 400,
    body: { field, detail: expect.stringMatching(`^${field}: `) },
  })
})

const cart = { kind: 'cart', items: ['milk'], zipcode: '10001' }

test.each([
  [{ ...cart, metadata: { note: 'a\0' } }, 'metadata.note'],
  [{ ...cart, metadata: { 'a\0': 'b' } }, 'metadata'],
  [{ ...cart, metadata: { note: '\ud83d' } }, 'metadata.note'],
  [{ ...cart, tags: ['a', '\udc4d'] }, 'tags[1]'],
  [{ ...cart, items: ['milk', 'mi\0lk'] }, 'items[1]'],
  [
    { kind: 'page', url: 'https://shop.example/', site: 'selectors', options: { page: { name: { css: 'b\0' } } } },
    'options.page.name.css',
  ],
])('a body with a text that Postgres cannot store is refused by the name of its field: %j', async (body, field) => {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  expect(await ask('/v1/jobs', { method: 'POST', headers, body: JSON.stringify(body) })).toMatchObject({
    status: 400,
    body: { field },
  })
})

test.each(['Bearer', 'bearer', 'BEARER', 'Bearer  ', 'bearer   '])(
  'the scheme "%s" of `Authorization` is accepted',
  async (scheme) => {
    expect(await ask('/v1/jobs', { headers: { authorization: `${scheme} ${key}` } })).toMatchObject({ status: 200 })
  },
)

test.each(['/v1/jobs/job_1', '/v1/pipelines/none', '/openapi.json'])(
  'no cache may store the answer of %s',
  async (path) => {
    expect(await ask(path)).toMatchObject({ cache: 'private, no-store' })
  },
)

test('every route refuses a query parameter that it does not know, and names it', async () => {
  const { paths } = await (await app.request('/openapi.json')).json()
  const routes = Object.entries(paths as Record<string, Record<string, unknown>>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ path: path.replaceAll(/\{\w+\}/g, 'x'), method: method.toUpperCase() })),
  )
  expect(routes.length).toBeGreaterThan(40)
  for (const { path, method } of routes) {
    const { status, body } = await ask(`${path}?limti=5`, { method })
    expect([method, path, status, body.field]).toEqual([method, path, 400, 'limti'])
  }
})

test.each([
  ['/v1/changes?outlet_id=out_1&outlet_id=out_2', 'outlet_id', 'the query parameter "outlet_id" was given twice'],
  ['/v1/outlets?kind=bogus', 'kind', 'the query parameter "kind" is not known: this route takes cursor, limit'],
  ['/v1/lanes?limit=1', 'limit', 'the query parameter "limit" is not known: this route takes no query parameters'],
  ['/v1/outlets?=1', 'query', 'the query parameter "" is not known: this route takes cursor, limit'],
])('%s is refused with the parameter and the reason', async (path, field, detail) => {
  expect(await ask(path)).toMatchObject({ status: 400, body: { field, detail } })
})

test.each([
  ['/v1/changes?kind=bogus', 'kind'],
  ['/v1/jobs?kind=bogus', 'kind'],
  ['/v1/jobs?status=done', 'status'],
  ['/v1/jobs?lane=fast', 'lane'],
  ['/v1/jobs?dead=yes', 'dead'],
  ['/v1/deliveries?status=sent', 'status'],
  ['/v1/pipelines/profiles/records?status=sent', 'status'],
  ['/v1/pipelines/profiles/records?include=all', 'include'],
])('%s is refused, because the value is none of the list', async (path, field) => {
  expect(await ask(path)).toMatchObject({ status: 400, body: { field } })
})
