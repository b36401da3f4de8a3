import type { ApiContext } from '@edgesweep/api/src/api.ts'
import { createApp } from '@edgesweep/api/src/app.ts'
import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { claimRecords } from '@edgesweep/db/queries/claim/claim-records.ts'
import { returnClaims } from '@edgesweep/db/queries/claim/return.ts'
import { finishCreatives } from '@edgesweep/db/queries/record/finish-creatives.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test, vi } from 'vitest'
import { openDatabase } from '../open-database.ts'

const { db } = await openDatabase()
const key = mintApiKey()
await storeApiKey({ db }, key, { id: 'key_1', name: 'key_1', scopes: ['read', 'write'] })
const log = { info: () => {}, warn: () => {}, error: console.error }
const wakes = { pipeline: vi.fn(async (_name: string) => {}) }
const app = createApp(
  () => ({ db, primaryReads: db, log, clock: systemClock, settings: settingsFrom({}), wakes }) as unknown as ApiContext,
)

async function ask(method: string, path: string, body?: unknown) {
  const headers = { authorization: `Bearer ${key.key}`, 'content-type': 'application/json' }
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
  const response = await app.request(`/v1/pipelines${path}`, init)
  return { status: response.status, body: await response.json() }
}
const addLogins = (...logins: string[]) =>
  ask('POST', '/profiles/records', { records: logins.map((login) => ({ login })) })
const claim = (instance: string, limit: number, leaseSeconds = 60) =>
  claimRecords(db, 'profiles', { instance, token: instance, limit, leaseSeconds, after: null })
/** Polls, because counts are cached for 30 times the duration of their query. */
const counts = (expected: object) =>
  expect.poll(async () => (await ask('GET', '/profiles')).body).toMatchObject(expected)

beforeEach(async () => {
  await db.execute(sql`truncate profiles, creatives, discoveries, file_tasks, pipeline_completions`)
})

test('a login becomes one profile, in any letter case and however often it is added', async () => {
  expect(await addLogins('octocat', 'Hubot', 'hubot')).toEqual({ status: 200, body: { added: 2, known: 1 } })
  expect(await addLogins('HUBOT', 'torvalds')).toEqual({ status: 200, body: { added: 1, known: 1 } })
  const { body } = await ask('GET', '/profiles/records')
  expect(body.data.map(({ login }: { login: string }) => login).sort()).toEqual(['hubot', 'octocat', 'torvalds'])
  expect(body.data[0]).toMatchObject({ status: 'initial', attempts: 0, error: null, claimed_by: null })
})

test('a request with an invalid login is refused as a whole, and the problem names that login', async () => {
  const { status, body } = await addLogins('octocat', 'octo--cat')
  expect({ status, field: body.field }).toEqual({ status: 400, field: 'records[1].login' })
  expect((await ask('GET', '/profiles/records')).body.data).toEqual([])
})

test('creatives are deduplicated by their parsed address, and a private address is refused', async () => {
  const records = [
    { url: 'https://ads.example/a', advertiser_id: 'AR1' },
    { url: 'HTTPS://ads.example:443/a' },
    { url: 'https://ads.example/b' },
  ]
  expect((await ask('POST', '/creatives/records', { records })).body).toEqual({ added: 2, known: 1 })
  const refused = await ask('POST', '/creatives/records', { records: [records[0], { url: 'http://10.0.0.1/' }] })
  expect(refused).toMatchObject({ status: 400, body: { field: 'records[1].url' } })
  const { body } = await ask('GET', '/creatives/records')
  expect(body.data).toMatchObject([{ url: expect.any(String) }, { url: expect.any(String) }])
})

test('a GitHub search becomes a record of the pipeline discoveries', async () => {
  const query = 'location:"São Paulo"'
  const { status, body } = await ask('POST', '/profiles/discover', { query, limit: 25 })
  expect({ status, body }).toMatchObject({ status: 202, body: { query, status: 'pending' } })
  const records = await ask('GET', '/discoveries/records')
  expect(records.body.data).toMatchObject([{ id: body.id, query, limit: 25, found: 0, status: 'pending' }])
})

test('a pipeline reports its counts, its due records and the claims of each instance', async () => {
  await addLogins('a', 'b', 'c', 'd', 'e')
  await claim('host-1', 2)
  await claim('host-2', 1)
  await db.execute(sql`
    insert into pipeline_completions values ('profiles', 'host-2', now() - interval '10 minutes', 3),
      ('profiles', 'host-2', now() - interval '20 minutes', 4), ('profiles', 'host-3', now() - interval '2 hours', 9)`)
  await counts({
    name: 'profiles',
    counts: { initial: 2, processing: 3, profiled: 0, enhanced: 0, failed: 0 },
    due: 2,
    stale_claims: 0,
    instances: [
      { instance: 'host-1', claims: 2, oldest_claim_at: expect.any(String), completed_last_hour: 0 },
      { instance: 'host-2', claims: 1, completed_last_hour: 7 },
    ],
  })
  const { body } = await ask('GET', '')
  expect(body.data.map(({ name }: { name: string }) => name)).toEqual(['profiles', 'creatives', 'discoveries', 'files'])
})

test('a release without an instance frees stale claims only', async () => {
  await addLogins('a', 'b', 'c')
  await claim('host-1', 2, 0)
  await claim('host-2', 1)
  await counts({ stale_claims: 2 })
  expect(await ask('POST', '/profiles/release', {})).toEqual({ status: 200, body: { released: 2 } })
  await counts({ stale_claims: 0, instances: [{ instance: 'host-2', claims: 1 }], due: 2 })
})

test('a release of an instance frees only its claims, and its later results are refused', async () => {
  await addLogins('a', 'b', 'c')
  const held = await claim('host-1', 2)
  await claim('host-2', 1)
  expect((await ask('POST', '/profiles/release', { instance: 'host-1' })).body).toEqual({ released: 2 })
  const returned = held.map(({ id }) => ({ id, token: 'host-1', outcome: 'failed' as const, error: 'too late' }))
  expect(await returnClaims(db, 'profiles', returned)).toEqual([])
  await counts({ counts: { initial: 2, processing: 1, failed: 0 }, instances: [{ instance: 'host-2', claims: 1 }] })
})

test('records are listed by status, page by page, newest first', async () => {
  for (const login of ['a', 'b', 'c', 'd']) await addLogins(login)
  const [failed] = await claim('host-1', 1)
  await returnClaims(db, 'profiles', [{ id: failed!.id, token: 'host-1', outcome: 'failed', error: 'no such user' }])
  const logins = async (query: string) => {
    const { body } = await ask('GET', `/profiles/records${query}`)
    return { logins: body.data.map(({ login }: { login: string }) => login), next: body.next }
  }
  expect(await logins('?status=failed')).toEqual({ logins: ['a'], next: null })
  const first = await logins('?status=initial&limit=2')
  expect(first.logins).toEqual(['d', 'c'])
  expect(await logins(`?status=initial&limit=2&cursor=${first.next}`)).toEqual({ logins: ['b'], next: null })
  const { body } = await ask('GET', '/profiles/records?status=failed')
  expect(body.data).toMatchObject([{ error: 'no such user', claimed_by: 'host-1', attempts: 1 }])
})

test('every caller gets a creative with its result and its media files', async () => {
  await ask('POST', '/creatives/records', { records: [{ url: 'https://ads.example/a', advertiser_id: 'AR1' }] })
  const terms = { instance: 'host-1', token: 't', limit: 1, leaseSeconds: 60, after: null }
  const [{ id } = { id: '' }] = await claimRecords(db, 'creatives', terms)
  const media = ['https://cdn.example/1.png', 'https://cdn.example/2.png']
  const reading = { title: 'Tea', bodyText: 'Tea for two.', landingUrl: 'https://tea.example/', media }
  await finishCreatives(db, [{ id, token: 't', ...reading }])
  const result = { title: 'Tea', text: 'Tea for two.', landing_url: 'https://tea.example/', media }
  const { body } = await ask('GET', `/creatives/records/${id}`)
  expect(body).toMatchObject({ id, status: 'completed', url: 'https://ads.example/a', advertiser_id: 'AR1', result })
  expect(body.files.map(({ url, status }: { url: string; status: string }) => ({ url, status }))).toEqual(
    expect.arrayContaining(media.map((url) => ({ url, status: 'pending' }))),
  )
  expect((await ask('GET', '/creatives/records?include=result')).body.data).toMatchObject([{ id, result }])
  expect((await ask('GET', '/creatives/records')).body.data[0]).not.toHaveProperty('result')
})

test('an unprocessed profile has an empty result, and an unknown record answers 404', async () => {
  await addLogins('octocat')
  const { body } = await ask('GET', '/profiles/records')
  const { id } = body.data[0]
  const one = await ask('GET', `/profiles/records/${id}`)
  expect(one.body).toMatchObject({ id, login: 'octocat', result: { profile: null, links: null }, files: [] })
  expect(await ask('GET', `/creatives/records/${id}`)).toMatchObject({ status: 404, body: { field: 'id' } })
  expect(await ask('GET', '/people/records/x')).toMatchObject({ status: 404 })
})

test('the files of another caller are not listed and answer 404', async () => {
  await db.execute(sql`
    insert into file_tasks (id, key_id, job_id, url, submitted_at) values ('fil_1', 'key_1', 'job_1', 'https://a.example/', now()),
      ('fil_2', 'key_2', 'job_2', 'https://b.example/', now()), ('fil_3', null, 'crv_1', 'https://c.example/', now())`)
  const { body } = await ask('GET', '/files/records')
  expect(body.data.map(({ id }: { id: string }) => id)).toEqual(['fil_3', 'fil_1'])
  const found = ['fil_1', 'fil_2', 'fil_3'].map(async (id) => (await ask('GET', `/files/records/${id}`)).status)
  expect(await Promise.all(found)).toEqual([200, 404, 200])
})

test('new records wake their pipeline once, and a failed wake-up loses no record', async () => {
  wakes.pipeline.mockClear()
  await addLogins('octocat')
  await addLogins('octocat')
  expect(wakes.pipeline.mock.calls).toEqual([['profiles']])
  wakes.pipeline.mockRejectedValueOnce(new Error('the queue is down'))
  expect(await addLogins('hubot')).toEqual({ status: 200, body: { added: 1, known: 0 } })
})
