import type { RequestListener } from 'node:http'
import { PipelineRun } from '@edgesweep/core/claim/pipeline-run.ts'
import type { FileContext } from '@edgesweep/core/file/fetch-file.ts'
import { runFileTasks } from '@edgesweep/core/file/file-pipeline.ts'
import { creativePipeline, runCreatives } from '@edgesweep/core/pipeline/creatives/creative-pipeline.ts'
import { maxCreativeBytes } from '@edgesweep/core/pipeline/creatives/fetch-creative.ts'
import { addCreatives } from '@edgesweep/db/queries/record/add-creatives.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test, vi } from 'vitest'
import { fileContext } from '../../../../support/file-context.ts'
import { serve } from '../../../../support/serve.ts'
import { inMemoryFiles } from '../../../../support/storage/in-memory-files.ts'
import { rowsOf } from '../../../db/some.ts'
import { openDatabase } from '../../../open-database.ts'

const { db } = await openDatabase()
const options = { instance: 'edge-1', budgetMs: 60_000 }

beforeEach(async () => {
  await runStatement(db, 'none', sql`truncate creatives, file_tasks, pipeline_completions`)
})

const creatives = () => rowsOf(db, 'creatives', 'url')
const fileTasks = () => rowsOf(db, 'file_tasks', 'url')

/** A server with ads at these paths, a record for each, and the context of a worker. */
async function someAds(paths: string[], listener: RequestListener, changes: Partial<FileContext> = {}) {
  const { host, origin } = await serve(listener)
  await addCreatives(db, { creatives: paths.map((path) => ({ url: origin + path, advertiserId: null })) })
  const wakes = { files: vi.fn(async () => {}) }
  const files = inMemoryFiles()
  return { origin, files, wakes, ctx: { ...fileContext({ db, files, hosts: [host] }, changes), wakes } }
}

const ad: RequestListener = ({ url }, response) => {
  if (url?.endsWith('.png')) response.writeHead(200, { 'content-type': 'image/png' }).end(`picture ${url}`)
  else
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(
        `<title>Ad ${url}</title><p>Buy</p><img src="/a.png"><img src="${url}.png"><a href="https://shop.example${url}">`,
      )
}

test('each ad is recorded with its content, and its media are fetched as its files', async () => {
  const { ctx, origin, wakes, files } = await someAds(['/1', '/2'], ad)
  expect(await runCreatives(ctx, options)).toMatchObject({ done: 2, failed: 0, lost: 0 })
  expect(await creatives()).toMatchObject(
    [1, 2].map((n) => ({
      url: `${origin}/${n}`,
      status: 'completed',
      title: `Ad /${n}`,
      body_text: 'Buy',
      landing_url: `https://shop.example/${n}`,
      media: [`${origin}/a.png`, `${origin}/${n}.png`],
      claimed_by: 'edge-1',
      error: null,
    })),
  )
  expect(wakes.files).toHaveBeenCalled()
  // An image in two ads becomes one file task for each ad.
  expect(await fileTasks()).toHaveLength(4)
  expect(await runFileTasks(ctx, options)).toMatchObject({ done: 4 })
  const [{ id }] = (await creatives()) as [{ id: string }]
  expect([...files.stored.keys()].filter((name) => name.includes(`/${id}/`))).toHaveLength(2)
})

test('file workers are notified after the tasks are stored, and a failed notification loses none', async () => {
  const { ctx, wakes } = await someAds(['/1'], ad)
  const seen: number[] = []
  wakes.files.mockImplementation(async () => {
    seen.push((await fileTasks()).length)
    throw new Error('the queue is away')
  })
  expect(await runCreatives(ctx, options)).toMatchObject({ done: 1 })
  expect(seen).toEqual([2])
})

test('an image is an ad of its own, however large, and an ad without media wakes no worker', async () => {
  const { ctx, origin, wakes } = await someAds(['/big.png', '/text'], ({ url }, response) => {
    if (url === '/text') response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Buy')
    else response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc(maxCreativeBytes * 2))
  })
  expect(await runCreatives(ctx, { ...options, workers: 1 })).toMatchObject({ done: 2 })
  expect(await creatives()).toMatchObject([
    { status: 'completed', title: null, body_text: null, media: [`${origin}/big.png`] },
    { status: 'completed', body_text: 'Buy', media: [] },
  ])
  expect(wakes.files).toHaveBeenCalledTimes(1)
})

test('an ad that can never be read is requested once, with the reason recorded', async () => {
  const asked: Array<string | undefined> = []
  const { ctx } = await someAds(['/deep', '/gone', '/huge', '/inside', '/none', '/pdf'], ({ url }, response) => {
    asked.push(url)
    if (url === '/deep') response.writeHead(200, { 'content-type': 'text/html' }).end('<b>'.repeat(2_000))
    if (url === '/gone') response.writeHead(410).end()
    if (url === '/none') response.writeHead(404).end()
    if (url === '/huge')
      response.writeHead(200, { 'content-type': 'text/html' }).end(Buffer.alloc(maxCreativeBytes + 1, ' '))
    if (url === '/inside') response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end()
    if (url === '/pdf') response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF')
  })
  expect(await runCreatives(ctx, options)).toMatchObject({ failed: 6, retry: 0, done: 0 })
  expect((await creatives()).map(({ status, attempts, error }) => [status, attempts, error])).toEqual([
    ['failed', 1, expect.stringContaining('nests its elements')],
    ['failed', 1, 'answered 410'],
    ['failed', 1, 'the page is larger than 2097152 bytes'],
    ['failed', 1, expect.stringContaining('not on the public internet')],
    ['failed', 1, 'answered 404'],
    ['failed', 1, expect.stringContaining('application/pdf')],
  ])
  expect(asked).toHaveLength(6)
  expect(await fileTasks()).toEqual([])
})

test('a page of exactly the maximum size is read', async () => {
  const { ctx } = await someAds(['/1'], (_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Buy</p>'.padEnd(maxCreativeBytes)),
  )
  expect(await runCreatives(ctx, options)).toMatchObject({ done: 1 })
})

test('a failing server is requested again, and a domain without a permit is not requested', async () => {
  let failures = 1
  const { ctx } = await someAds(['/1'], (request, response) => {
    if (failures-- > 0) response.writeHead(500).end()
    else ad(request, response)
  })
  const ask = async () => ({ ok: false as const, afterMs: 3_600_000, reason: 'the next start is in an hour' })
  const refused = { ...ctx, domains: { ...ctx.domains, ask } }
  expect(await runCreatives(refused, options)).toMatchObject({ deferred: 1, done: 0 })
  expect(await creatives()).toMatchObject([{ status: 'pending', attempts: 0 }])
  await runStatement(db, 'due', sql`update creatives set next_attempt_at = now()`)
  expect(await runCreatives(ctx, { ...options, retry: { retrySeconds: 0.1 } })).toMatchObject({ retry: 1, done: 1 })
})

test('an ad that robots.txt disallows is not fetched', async () => {
  const asked: Array<string | undefined> = []
  const { ctx } = await someAds(['/private/1'], (request, response) => {
    asked.push(request.url)
    ad(request, response)
  })
  const text = 'User-agent: *\nDisallow: /private/'
  const robots = async () => ({ text, unreachable: null, expiresAt: Number.POSITIVE_INFINITY })
  const strict = { ...ctx.settings, robotsIgnoredHosts: [] }
  await runCreatives({ ...ctx, settings: strict, domains: { ...ctx.domains, robots } }, options)
  expect(asked).toEqual([])
  expect(await creatives()).toMatchObject([{ status: 'failed', error: expect.stringContaining('robots.txt') }])
})

test('a page is decoded in the charset that it declares', async () => {
  const { ctx } = await someAds(['/1'], (_, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html; charset=iso-8859-1' })
      .end(Buffer.from('<title>Café\u0000 für alle</title>', 'latin1')),
  )
  await runCreatives(ctx, options)
  expect(await creatives()).toMatchObject([{ title: expect.stringMatching(/^Café.? für alle$/) }])
})

test('three concurrent instances fetch each ad once', async () => {
  const asked: Array<string | undefined> = []
  const paths = Array.from({ length: 60 }, (_, n) => `/${n}`)
  const { ctx } = await someAds(paths, (request, response) => {
    asked.push(request.url)
    ad(request, response)
  })
  const runs = await Promise.all(
    ['edge-1', 'edge-2', 'host-1'].map((instance) => runCreatives(ctx, { ...options, instance })),
  )
  expect(runs.reduce((sum, { done }) => sum + done, 0)).toBe(60)
  expect([asked.length, new Set(asked).size]).toEqual([60, 60])
  expect((await creatives()).every(({ status }) => status === 'completed')).toBe(true)
  expect(await fileTasks()).toHaveLength(120)
})

test('an ad that another instance took over is not ended, and its media are not fetched', async () => {
  const { ctx } = await someAds(['/1'], async (request, response) => {
    await runStatement(db, 'another', sql`update creatives set lease_token = 'another', claimed_by = 'host-2'`)
    ad(request, response)
  })
  expect(await runCreatives(ctx, options)).toMatchObject({ done: 0, lost: 1 })
  expect(await creatives()).toMatchObject([{ status: 'processing', claimed_by: 'host-2', title: null }])
  expect(await fileTasks()).toEqual([])
})

test('a fetch in progress is aborted when its instance has to stop', async () => {
  let arrived = false
  let closed = false
  const { ctx } = await someAds(['/1'], async (request) => {
    arrived = true
    request.socket.on('close', () => {
      closed = true
    })
  })
  const run = new PipelineRun(ctx, creativePipeline, { instance: 'host-1', workers: 1 })
  const ended = run.run()
  await expect.poll(() => arrived).toBe(true)
  expect(run.busy).toBe(1)
  run.stop(0)
  expect(await ended).toMatchObject({ unused: 1 })
  await expect.poll(() => closed).toBe(true)
  expect(await creatives()).toMatchObject([{ status: 'pending', attempts: 0 }])
})
