import { join } from 'node:path'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { afterAll, beforeAll, expect, test } from 'vitest'

let miniflare: Miniflare
let url: URL

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'files-worker.js')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'esnext',
  })
  miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: 'files',
      modules: [{ type: 'ESModule', path: 'worker.js', contents: outputFiles[0]!.text }],
      compatibilityDate: '2026-11-01',
      r2Buckets: ['FILES'],
      cf: false,
      telemetry: { enabled: false },
    }),
  )
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
