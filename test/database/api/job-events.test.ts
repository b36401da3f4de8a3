import type { ApiContext } from '@edgesweep/api/src/api.ts'
import { createApp } from '@edgesweep/api/src/app.ts'
import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { sign } from 'hono/jwt'
import { expect, test } from 'vitest'
import { openDatabase } from '../open-database.ts'

const { db } = await openDatabase()

let keys = 0

/** An API with one caller, whose jobs wait. `asked` records the reads of streams. The test sets the clock. */
async function someCaller(scopes: Array<'read' | 'write'> = ['read', 'write']) {
  const keyId = `key_${++keys}`
  const { key, webhookSecret } = mintApiKey()
  await storeApiKey({ db }, { key, webhookSecret }, { id: keyId, name: keyId, scopes })
  const asked: Array<[jobId: string, after: number]> = []
  const clock = { time: Date.now(), now: () => clock.time }
  const ctx = {
    db,
    clock,
    settings: { allowedOrigins: [] },
    log: { info: () => {}, warn: () => {}, error: console.error },
    lanes: {
      find: async (asker: string, id: string) =>
        asker === keyId && id.startsWith('job_') ? { id, forecast: null } : null,
      findNow: async (asker: string, id: string) => (asker === keyId && id.startsWith('job_') ? { id } : null),
    },
    jobs: { read: async () => null },
    streams: {
      connect: async (jobId: string) => new Response(`socket of ${jobId}`),
      async read(jobId: string, after: number) {
        asked.push([jobId, after])
        return after >= 9 ? null : new Response('').body!.pipeThrough(new TextDecoderStream())
      },
    },
  } as unknown as ApiContext
  const app = createApp(() => ctx)
  const get = (path: string, headers: Record<string, string> = { authorization: `Bearer ${key}` }) =>
    app.request(path, { headers })
  const withToken = async (jobId: string) => {
    const response = await app.request(`/v1/jobs/${jobId}/stream-token`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
    })
    return { status: response.status, body: await response.json() }
  }
  return { app, get, withToken, asked, clock, keyId, key }
}

test('an event stream continues after Last-Event-ID, which takes precedence over ?after=', async () => {
  const { get, asked, key } = await someCaller()
  const authorization = `Bearer ${key}`
  const response = await get('/v1/jobs/job_1/events?after=2')
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  expect(response.headers.get('cache-control')).toBe('no-store')
  await get('/v1/jobs/job_1/events?after=2', { authorization, 'last-event-id': '5' })
  await get('/v1/jobs/job_1/events')
  expect(asked).toEqual([
    ['job_1', 2],
    ['job_1', 5],
    ['job_1', 0],
  ])
})

test('an event stream without further events answers 204, which stops an EventSource', async () => {
  const { get } = await someCaller()
  expect((await get('/v1/jobs/job_1/events?after=9')).status).toBe(204)
})

test.each(['x', '-1', '1.5'])('an event stream after %j is refused, and the problem names the field', async (place) => {
  const { get, asked, key } = await someCaller()
  const query = await get(`/v1/jobs/job_1/events?after=${place}`)
  expect(query.status).toBe(400)
  expect(await query.json()).toMatchObject({ field: 'after' })
  const header = await get('/v1/jobs/job_1/events', { authorization: `Bearer ${key}`, 'last-event-id': place })
  expect(await header.json()).toMatchObject({ status: 400, field: 'last-event-id' })
  expect(asked).toEqual([])
})

test("the events and the stream token of another caller's job answer 404", async () => {
  const [owner, other] = [await someCaller(), await someCaller()]
  const headers = { authorization: `Bearer ${other.key}` }
  expect((await owner.get('/v1/jobs/job_1/events', headers)).status).toBe(404)
  expect((await owner.get('/v1/jobs/job_1/events', { ...headers, upgrade: 'websocket' })).status).toBe(404)
  expect((await owner.app.request('/v1/jobs/job_1/stream-token', { method: 'POST', headers })).status).toBe(404)
  expect(owner.asked).toEqual([])
})

test("a stream token opens its job's events for five minutes, as SSE or WebSocket", async () => {
  const { get, withToken, clock } = await someCaller()
  const { status, body } = await withToken('job_1')
  expect(status).toBe(201)
  expect(Date.parse(body.expires_at) - clock.time).toBeGreaterThan(298_000)
  expect(Date.parse(body.expires_at) - clock.time).toBeLessThanOrEqual(300_000)
  expect((await get(`/v1/jobs/job_1/events?token=${body.token}`, {})).status).toBe(200)
  const socket = await get(`/v1/jobs/job_1/events?token=${body.token}`, { upgrade: 'WebSocket' })
  expect(await socket.text()).toBe('socket of job_1')
})

test('a stream token opens only the events of its job', async () => {
  const { app, get, withToken } = await someCaller()
  const { token } = (await withToken('job_1')).body
  for (const path of ['job_2/events', 'job_1', 'job_1/results'])
    expect((await get(`/v1/jobs/${path}?token=${token}`, {})).status).toBe(401)
  expect((await get('/v1/jobs/job_1/events', { authorization: `Bearer ${token}` })).status).toBe(401)
  expect((await app.request(`/v1/jobs/job_1/cancel?token=${token}`, { method: 'POST' })).status).toBe(401)
})

test('an expired, altered, unsigned or foreign stream token is refused and not echoed', async () => {
  const { get, withToken, clock, keyId } = await someCaller()
  const { token } = (await withToken('job_1')).body
  clock.time -= 301_000
  const old = (await withToken('job_1')).body.token
  clock.time += 301_000
  const [head, , signature] = token.split('.')
  const claims = { sub: keyId, job: 'job_1', exp: Math.floor(Date.now() / 1000) + 100 }
  const encoded = (value: object) => btoa(JSON.stringify(value)).replaceAll('=', '')
  const bad = [
    old,
    `${head}.${encoded({ ...claims, exp: claims.exp + 10_000 })}.${signature}`,
    `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims)}.`,
    await sign(claims, keyId, 'HS256'),
    await sign({ ...claims, sub: 'key_none' }, 'secret', 'HS256'),
    'nonsense',
    '',
  ]
  for (const one of bad) {
    const response = await get(`/v1/jobs/job_1/events?token=${one}`, {})
    expect(response.status).toBe(401)
    expect(await response.text()).not.toContain(signature)
  }
})

test('a read key can create stream tokens; after its revocation it cannot, and its tokens fail within a minute', async () => {
  const { get, withToken, clock, keyId } = await someCaller(['read'])
  const { status, body } = await withToken('job_1')
  expect(status).toBe(201)
  expect((await get(`/v1/jobs/job_1/events?token=${body.token}`, {})).status).toBe(200)
  await runStatement(db, 'revoke', sql`update api_keys set revoked_at = now() where id = ${keyId}`)
  clock.time += 61_000
  expect((await get(`/v1/jobs/job_1/events?token=${body.token}`, {})).status).toBe(401)
  expect((await withToken('job_1')).status).toBe(401)
})

test('a stream token opens no stream after its key lost the scope read', async () => {
  const { app, withToken, clock, keyId } = await someCaller()
  const { body } = await withToken('job_1')
  await runStatement(db, 'a key that may only write', sql`update api_keys set scopes = '{write}' where id = ${keyId}`)
  // A valid key is cached for some seconds.
  clock.time += 60_000
  expect((await app.request(`/v1/jobs/job_1/events?token=${body.token}`)).status).toBe(403)
})

test.each(['/v1/nothing', '/cart', '/results/job_1/more'])(
  'GET %s, which has no route, answers 401 without a key and 404 with one',
  async (path) => {
    const { get } = await someCaller(['write'])
    expect((await get(path, {})).status).toBe(401)
    expect((await get(path)).status).toBe(404)
  },
)
