import type { ApiContext } from '@edgesweep/api/src/api.ts'
import { createApp } from '@edgesweep/api/src/app.ts'
import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { expect, test } from 'vitest'
import { someFile } from '../../support/some-file.ts'
import { inMemoryFiles } from '../../support/storage/in-memory-files.ts'
import { openDatabase } from '../open-database.ts'

const { db } = await openDatabase()
const files = inMemoryFiles()
const keys = { key_1: mintApiKey(), key_2: mintApiKey() }
for (const [id, key] of Object.entries(keys)) await storeApiKey({ db }, key, { id, name: id, scopes: ['read'] })

/** A job that waits in its lane and has no files yet. */
const waiting = { id: 'job_waiting', forecast: { position: 1, startSeconds: { p50: 9, p90: 9 } }, reason: null }
const waitingOnly = async (keyId: string, id: string) => (keyId === 'key_1' && id === waiting.id ? waiting : null)
const ctx = {
  db,
  files,
  clock: systemClock,
  log: { info: () => {}, warn: () => {}, error: console.error },
  lanes: { find: waitingOnly, findNow: waitingOnly },
  jobs: { read: async () => null },
} as unknown as ApiContext
const app = createApp(() => ctx)
const ask = (path: string, key: keyof typeof keys = 'key_1') =>
  app.request(path, { headers: { authorization: `Bearer ${keys[key].key}` } })
const list = async (path: string, key?: keyof typeof keys) => {
  const response = await ask(path, key)
  return { status: response.status, body: await response.json() }
}
const address = (n: number) => `https://shop.example/${n}.jpg`

test('the files of an expired job are listed, page by page', async () => {
  for (const n of [0, 1, 2]) await someFile(db, { keyId: 'key_1', jobId: 'job_1', url: address(n) })
  const first = await list('/v1/jobs/job_1/files?limit=2')
  expect(first).toMatchObject({ status: 200, body: { data: [{ status: 'pending' }, { name: null }] } })
  const second = await list(`/v1/jobs/job_1/files?limit=2&cursor=${first.body.next}`)
  const urls = [...first.body.data, ...second.body.data].map(({ url }) => url)
  expect(urls.sort()).toEqual([0, 1, 2].map(address))
  expect(await list(`/v1/jobs/job_1/files?limit=2&cursor=fil_zzz`)).toMatchObject({ status: 200, body: { data: [] } })
})

test("the file list of another caller's job answers 404 with any cursor", async () => {
  await someFile(db, { keyId: 'key_1', jobId: 'job_theirs', url: address(0) })
  for (const query of ['', '?cursor=fil_0'])
    expect(await list(`/v1/jobs/job_theirs/files${query}`, 'key_2')).toMatchObject({
      status: 404,
      body: { field: 'id' },
    })
})

test('the file list of a waiting job is empty, and that of an unknown job answers 404', async () => {
  expect(await list('/v1/jobs/job_waiting/files')).toEqual({ status: 200, body: { data: [], next: null } })
  expect(await list('/v1/jobs/job_waiting/files', 'key_2')).toMatchObject({ status: 404 })
  expect(await list('/v1/jobs/job_none/files')).toMatchObject({ status: 404 })
})

test('the content of a file is returned unchanged, as a download', async () => {
  const name = 'files/key_1/2026-11-22/job_2/abc.html'
  const id = await someFile(db, { keyId: 'key_1', jobId: 'job_2', url: address(0) }, { name, bytes: 3 })
  await files.put(name, new Uint8Array([1, 0, 255]), 'text/html; charset=latin1')
  const response = await ask(`/v1/files/${id}/content`)
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([1, 0, 255]))
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/html; charset=latin1',
    'content-length': '3',
    'content-disposition': 'attachment; filename="abc.html"',
    'x-content-type-options': 'nosniff',
  })
  expect((await ask(`/v1/files/${id}/content`, 'key_2')).status).toBe(404)
})

test('every caller can download the media files of an ad creative', async () => {
  const name = 'files/edgesweep/2026-11-22/crv_1/abc.png'
  const id = await someFile(db, { keyId: null, jobId: 'crv_1', url: address(0) }, { name, bytes: 1 })
  await files.put(name, new Uint8Array([7]), 'image/png')
  for (const key of ['key_1', 'key_2'] as const)
    expect((await ask(`/v1/files/${id}/content`, key)).headers.get('content-type')).toBe('image/png')
})

test('a file without content, or with deleted content, answers 404', async () => {
  const pending = await someFile(db, { keyId: 'key_1', jobId: 'job_3', url: address(0) })
  expect(await list(`/v1/files/${pending}/content`)).toMatchObject({
    status: 404,
    body: { detail: `the file ${pending} is pending and has no content yet` },
  })
  const gone = await someFile(
    db,
    { keyId: 'key_1', jobId: 'job_3', url: address(1) },
    { name: 'files/key_1/gone.jpg', bytes: 3 },
  )
  expect(await list(`/v1/files/${gone}/content`)).toMatchObject({ status: 404, body: { field: 'id' } })
})
