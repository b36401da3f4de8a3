import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { connectNeonHttp } from '@edgesweep/db/drivers/neon-http.ts'
import { createOutlet } from '@edgesweep/db/queries/outlet/create.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../support/postgres/postgres.ts'
import { someFile } from '../support/some-file.ts'
import { startApi } from './start-api.ts'

const { pooledUrl, relay } = await testDatabase()
const db = connectNeonHttp(pooledUrl, { proxy: relay })
const apiKey = mintApiKey()
const outlet = {
  id: 'out_1',
  site: 'schema-org',
  name: 'Café de la Gare',
  url: 'https://shop.example.com/cafe',
  options: {},
  timezone: 'Europe/Paris',
  intervalSeconds: 3600,
  enabled: true,
  confirmations: 1,
}

const file = { keyId: 'key_1', jobId: 'job_1', url: 'https://shop.example.com/cafe.jpg' }
let fileId: string

beforeAll(async () => {
  await storeApiKey({ db }, apiKey, { id: 'key_1', name: 'Test', scopes: ['read', 'write'] })
  await createOutlet(db, outlet)
  fileId = await someFile(db, file, { name: 'files/key_1/a.jpg', bytes: 3 })
})

describe.each(['Node', 'Bun', 'Deno'] as const)('the API on %s', (host) => {
  let api: Awaited<ReturnType<typeof startApi>>
  beforeAll(async () => {
    api = await startApi(host, { databaseUrl: pooledUrl, relay })
  })
  afterAll(() => api?.stop())

  const ask = (path: string, { key = apiKey.key, body }: { key?: string; body?: unknown } = {}) =>
    fetch(api.url + path, {
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })

  test('the API is healthy and reports that it has no lanes', async () => {
    const response = await ask('/health')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      status: 'ok',
      parts: { database: { status: 'ok' }, replica: { status: 'absent' }, lanes: { status: 'absent' } },
    })
  })

  test('a request without a valid key gets 401 with a problem document', async () => {
    const response = await ask('/v1/outlets/out_1', { key: 'esk_nobody_has_this' })
    expect(response.status).toBe(401)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ type: 'urn:edgesweep:problem:unauthenticated', status: 401 })
  })

  test('an outlet is read from the database', async () => {
    const response = await ask('/v1/outlets/out_1')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ id: 'out_1', name: outlet.name, timezone: 'Europe/Paris' })
  })

  test('an invalid job is refused with the name of the field', async () => {
    const response = await ask('/v1/jobs', { body: { kind: 'cart', items: [], zipcode: '10001' } })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ field: 'items' })
  })

  test('a job gets 503 with a problem document, because the API has no lanes', async () => {
    const response = await ask('/v1/jobs', { body: { kind: 'cart', items: ['milk'], zipcode: '10001' } })
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({
      type: 'urn:edgesweep:problem:unavailable',
      detail: expect.stringContaining('no lanes'),
    })
  })

  test("a job's files are listed, and their contents get 503, because the API has no bucket", async () => {
    const list = await ask('/v1/jobs/job_1/files')
    expect(await list.json()).toMatchObject({ data: [{ url: file.url, status: 'done', bytes: 3 }], next: null })
    const response = await ask(`/v1/files/${fileId}/content`)
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('no bucket') })
  })

  test('an unknown path gets 404 with a problem document', async () => {
    const response = await ask('/v2')
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
  })
})
