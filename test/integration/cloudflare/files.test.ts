import { filesOf } from '@edgesweep/cloudflare/files.ts'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { afterAll, expect, test } from 'vitest'

const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    name: 'files',
    modules: [{ type: 'ESModule', path: 'worker.js', contents: 'export default {}' }],
    compatibilityDate: '2026-11-01',
    r2Buckets: ['FILES'],
    cf: false,
    telemetry: { enabled: false },
  }),
)
afterAll(() => miniflare.dispose())

test('a file in R2 is given whole and in stretches, whose size is their own', async () => {
  const files = filesOf((await miniflare.getR2Bucket('FILES')) as never)
  await files.put('archive/a.gz', new TextEncoder().encode('picture'), 'application/gzip')
  const read = async (range?: { offset: number; bytes: number }) => {
    const { body, ...found } = (await files.get('archive/a.gz', range))!
    return { ...found, text: await new Response(body).text() }
  }
  const contentType = 'application/gzip'
  expect(await read()).toEqual({ contentType, size: 7, text: 'picture' })
  expect(await read({ offset: 0, bytes: 3 })).toEqual({ contentType, size: 3, text: 'pic' })
  expect(await read({ offset: 3, bytes: 4 })).toEqual({ contentType, size: 4, text: 'ture' })
  expect(await files.get('archive/none', { offset: 0, bytes: 1 })).toBeNull()
})
