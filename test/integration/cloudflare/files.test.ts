import { join } from 'node:path'
import type { Miniflare } from 'miniflare'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorker } from '../../support/start-worker.ts'

let miniflare: Miniflare
let url: URL

beforeAll(async () => {
  miniflare = await startWorker(join(import.meta.dirname, 'files-worker.js'), { name: 'files', r2Buckets: ['FILES'] })
  url = await miniflare.ready
})
afterAll(() => miniflare?.dispose())

const get = async (path: string) => (await fetch(new URL(path, url))).json()

test('a file in R2 is given whole and in stretches, whose size is their own', async () => {
  const contentType = 'application/gzip'
  await fetch(new URL('archive/a.gz', url), {
    method: 'PUT',
    body: 'picture',
    headers: { 'content-type': contentType },
  })
  expect(await get('archive/a.gz')).toEqual({ contentType, size: 7, body: 'picture' })
  expect(await get('archive/a.gz?offset=0&bytes=3')).toEqual({ contentType, size: 3, body: 'pic' })
  expect(await get('archive/a.gz?offset=3&bytes=4')).toEqual({ contentType, size: 4, body: 'ture' })
  expect((await fetch(new URL('archive/none?offset=0&bytes=1', url))).status).toBe(404)
})
