import { createHash } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { enqueueFiles } from '@edgesweep/core/file/enqueue-files.ts'
import { type FileContext, maxFileBytes } from '@edgesweep/core/file/fetch-file.ts'
import { runFileTasks as runAs } from '@edgesweep/core/file/file-pipeline.ts'
import { listFileTasks } from '@edgesweep/db/queries/file-task/list.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test, vi } from 'vitest'
import { fileContext } from '../../../support/file-context.ts'
import { serve } from '../../../support/serve.ts'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await db.execute(sql`delete from file_tasks`)
  await db.execute(sql`delete from file_hosts`)
})

const job = { id: 'job_1', keyId: 'key_1', submittedAt: Date.UTC(2026, 10, 22, 10) }
const rows = () => listFileTasks(db, { jobId: job.id, keyId: job.keyId, limit: 1_000 })
const statuses = async () => (await rows()).map(({ status, attempts }) => `${status} ${attempts}`)
const runFileTasks = (ctx: FileContext, options: Omit<Parameters<typeof runAs>[1], 'instance'>) =>
  runAs(ctx, { instance: 'host-1', ...options })
const log = { info: () => {}, warn: () => {}, error: () => {} }

/** A server, `count` tasks for its files, and the context of a worker that fetches them. */
async function someFiles(count: number, listener: RequestListener, changes: Partial<FileContext> = {}) {
  const { host, origin } = await serve(listener)
  const urls = Array.from({ length: count }, (_, n) => `${origin}/${n}.jpg`)
  await enqueueFiles({ db, log, wakes: { files: async () => {} } }, job, urls)
  const files = inMemoryFiles()
  return { files, urls, ctx: fileContext({ db, files, hosts: [host] }, changes) }
}

const jpeg: RequestListener = ({ url }, response) => {
  response.writeHead(200, { 'content-type': 'image/jpeg' }).end(`image ${url}`)
}

test('all due files are fetched once, a few at a time, and stored under their names', async () => {
  let open = 0
  let most = 0
  let asked = 0
  const { ctx, files } = await someFiles(23, async (request, response) => {
    asked += 1
    most = Math.max(most, ++open)
    await sleep(5)
    open -= 1
    jpeg(request, response)
  })
  expect(await runFileTasks(ctx, { budgetMs: 60_000, workers: 4 })).toMatchObject({ done: 23, failed: 0, lost: 0 })
  expect([asked, most]).toEqual([23, 4])
  for (const { url, name, sha256, contentType, bytes } of await rows()) {
    const body = `image ${new URL(url).pathname}`
    const hash = createHash('sha256').update(body).digest('hex')
    expect(name).toBe(`files/key_1/2026-11-22/job_1/${hash}.jpg`)
    expect({ sha256, contentType, bytes }).toEqual({ sha256: hash, contentType: 'image/jpeg', bytes: body.length })
    expect(Buffer.from(files.stored.get(name!)!.body).toString()).toBe(body)
  }
  expect(files.stored.size).toBe(23)
})

test('two concurrent runs fetch each file once', async () => {
  const asked: Array<string | undefined> = []
  const { ctx } = await someFiles(40, (request, response) => {
    asked.push(request.url)
    jpeg(request, response)
  })
  const runs = await Promise.all([1, 2].map(() => runFileTasks(ctx, { budgetMs: 60_000 })))
  expect(runs[0]!.done + runs[1]!.done).toBe(40)
  expect(new Set(asked).size).toBe(asked.length)
})

test('a failed file is retried and does not block the others', async () => {
  const failing = new Set(['/0.jpg', '/1.jpg'])
  const { ctx } = await someFiles(5, (request, response) => {
    if (failing.delete(request.url!)) response.writeHead(500).end()
    else jpeg(request, response)
  })
  const run = await runFileTasks(ctx, { budgetMs: 60_000, retry: { retrySeconds: 0.1 } })
  expect(run).toMatchObject({ done: 5, retry: 2 })
  expect((await statuses()).sort()).toEqual(['done 1', 'done 1', 'done 1', 'done 2', 'done 2'])
})

test('a file that can never be fetched is requested once, with the reason recorded', async () => {
  const { ctx, files } = await someFiles(3, ({ url }, response) => {
    if (url === '/0.jpg') response.writeHead(404).end()
    else if (url === '/1.jpg') response.end(Buffer.alloc(maxFileBytes + 1))
    else response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end()
  })
  expect(await runFileTasks(ctx, { budgetMs: 60_000 })).toMatchObject({ failed: 3, retry: 0 })
  expect(await statuses()).toEqual(Array(3).fill('failed 1'))
  expect((await rows()).map(({ error }) => error).sort()).toEqual([
    'answered 404',
    expect.stringContaining('not on the public internet'),
    'the file is larger than 16777216 bytes',
  ])
  expect(files.stored.size).toBe(0)
})

test('a file of exactly the maximum size is stored', async () => {
  const { ctx, files } = await someFiles(1, (_, response) => response.end(Buffer.alloc(maxFileBytes)))
  expect(await runFileTasks(ctx, { budgetMs: 60_000 })).toMatchObject({ done: 1 })
  const [name, { body, contentType }] = [...files.stored][0]!
  expect([name.endsWith('.bin'), body.byteLength, contentType]).toEqual([
    true,
    maxFileBytes,
    'application/octet-stream',
  ])
})

test('a file whose domain grants no permit is deferred without spending an attempt', async () => {
  const { ctx } = await someFiles(2, jpeg)
  const reason = 'the next start is in an hour'
  const ask = async () => ({ ok: false as const, afterMs: 3_600_000, reason })
  const run = await runFileTasks({ ...ctx, domains: { ...ctx.domains, ask } }, { budgetMs: 60_000 })
  expect(run).toMatchObject({ deferred: 2, done: 0 })
  expect(await statuses()).toEqual(['pending 0', 'pending 0'])
  expect((await rows())[0]!.error).toContain(reason)
  expect(await runFileTasks(ctx, { budgetMs: 60_000 })).toMatchObject({ done: 0 })
})

test('a file that the bucket does not take spends no attempt and is fetched again', async () => {
  const { ctx, files } = await someFiles(1, jpeg)
  const put = vi.fn().mockRejectedValueOnce(new Error('the bucket does not answer')).mockImplementation(files.put)
  const run = await runFileTasks(
    { ...ctx, files: { ...files, put } },
    { budgetMs: 60_000, retry: { retrySeconds: 0.1 } },
  )
  expect(run).toMatchObject({ done: 1, deferred: 1, retry: 0 })
  expect(await statuses()).toEqual(['done 1'])
})

test('no file begins when the time is up', async () => {
  const { ctx } = await someFiles(2, jpeg)
  await runFileTasks(ctx, { budgetMs: 0 })
  expect(await statuses()).toEqual(['pending 0', 'pending 0'])
})

test('a download longer than the lease keeps its task, and so do the waiting ones', async () => {
  const asked: Array<string | undefined> = []
  const outlasted = Promise.withResolvers<void>()
  const { ctx } = await someFiles(2, async (request, response) => {
    asked.push(request.url)
    await outlasted.promise
    jpeg(request, response)
  })
  const slow = runFileTasks(ctx, { budgetMs: 60_000, workers: 1, leaseSeconds: 2 })
  await expect.poll(() => asked).toHaveLength(1)
  await db.execute(sql`select pg_sleep(2.1)`)
  expect(await runFileTasks(ctx, { budgetMs: 60_000, leaseSeconds: 2 })).toMatchObject({ done: 0 })
  outlasted.resolve()
  expect(await slow).toMatchObject({ done: 2, lost: 0 })
  expect(asked).toHaveLength(2)
})

test('an end does not count after another worker took over the task', async () => {
  const { ctx } = await someFiles(1, async (request, response) => {
    await db.execute(sql`update file_tasks set lease_token = 'another', attempts = attempts + 1`)
    jpeg(request, response)
  })
  expect(await runFileTasks(ctx, { budgetMs: 60_000 })).toMatchObject({ done: 0, lost: 1 })
  expect(await statuses()).toEqual(['processing 1'])
})

test('file workers are notified after the tasks are stored, and a failed notification loses none', async () => {
  const files = vi.fn(async () => {
    expect(await statuses()).toEqual(['pending 0'])
    throw new Error('the queue is away')
  })
  const ctx = { db, log: { ...log, warn: vi.fn() }, wakes: { files } }
  expect(await enqueueFiles(ctx, job, ['https://shop.example/a.jpg'])).toBe(1)
  expect(ctx.log.warn).toHaveBeenCalledWith('file.wake_failed', expect.anything())
  expect(await enqueueFiles(ctx, job, ['https://shop.example/a.jpg'])).toBe(0)
  expect(await enqueueFiles(ctx, job, [])).toBe(0)
  expect(files).toHaveBeenCalledTimes(1)
})

test("files of the scheduler's jobs belong to no key", async () => {
  const ctx = { db, log, wakes: { files: async () => {} } }
  await enqueueFiles(ctx, { ...job, keyId: 'clock' }, ['https://shop.example/a.jpg'])
  expect(await rows()).toMatchObject([{ url: 'https://shop.example/a.jpg', status: 'pending' }])
  expect((await db.execute(sql`select key_id from file_tasks`)).rows).toEqual([{ key_id: null }])
})
