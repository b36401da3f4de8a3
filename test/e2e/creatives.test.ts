import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { openStack } from '../support/stack/open-stack.ts'
import { ask } from '../support/stack/stack-client.ts'

const { stack, db } = await openStack()

/** The number of ads that the instances at the edge read within the last hour. */
async function readAtEdge(): Promise<number> {
  const { body } = await ask(stack, 'GET', '/v1/pipelines/creatives')
  return body.instances.reduce(
    (sum: number, { instance, completed_last_hour }: { instance: string; completed_last_hour: number }) => {
      expect(instance).toMatch(/^edge-[0-9a-f]{8}$/)
      return sum + completed_last_hour
    },
    0,
  )
}

test('the edge reads the ads that a caller adds over the API, and stores their images as files', async () => {
  await db.query('delete from creatives')
  const readBefore = await readAtEdge()
  const paths = [...Array.from({ length: 12 }, (_, n) => `/ads/${n + 1}`), '/images/alone.svg', '/ads/0']
  const records = paths.map((path) => ({ url: stack.demo + path }))
  const path = '/v1/pipelines/creatives/records'
  expect((await ask(stack, 'POST', path, { records })).body).toEqual({ added: 14, known: 0 })
  expect((await ask(stack, 'POST', path, { records })).body).toEqual({ added: 0, known: 14 })

  const pipeline = await eventually('all ads have ended', async () => {
    const { body } = await ask(stack, 'GET', '/v1/pipelines/creatives')
    return body.counts.completed + body.counts.failed === 14 && body
  })
  expect(pipeline.counts).toEqual({ pending: 0, processing: 0, completed: 13, failed: 1 })
  // The API caches the counts by status, but not those of the instances.
  await eventually('13 ads were read at the edge', async () => (await readAtEdge()) - readBefore === 13)
  const failed = await ask(stack, 'GET', `${path}?status=failed`)
  expect(failed.body.data).toMatchObject([{ url: `${stack.demo}/ads/0`, error: 'answered 404', attempts: 1 }])

  const listed = await ask(stack, 'GET', `${path}?include=result&status=completed`)
  const images = listed.body.data.map(({ result }: { result: { media: string[] } }) => result.media.length)
  expect(images.sort()).toEqual([1, ...Array(12).fill(2)])
  const first = listed.body.data.find(({ url }: { url: string }) => url.endsWith('/ads/1'))
  expect(first.result.title).toMatch(/ at /)
  expect((await fetch(first.result.landing_url)).status).toBe(200)
  const files = await eventually('the images of the first ad are stored', async () => {
    const { body } = await ask(stack, 'GET', `${path}/${first.id}`)
    return body.files.every(({ status }: { status: string }) => status === 'done') && body.files
  })
  expect(files.map(({ url }: { url: string }) => url).sort()).toEqual([...first.result.media].sort())
  const content = await fetch(`${stack.api}/v1/files/${files[0].id}/content`, {
    headers: { authorization: `Bearer ${stack.key}` },
  })
  expect([content.status, content.headers.get('content-type')]).toEqual([200, files[0].content_type])
  const { body: stored } = await ask(stack, 'GET', '/v1/pipelines/files')
  expect(stored.counts.failed).toBe(0)
})
