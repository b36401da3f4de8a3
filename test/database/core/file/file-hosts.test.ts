import { enqueueFiles } from '@edgesweep/core/file/enqueue-files.ts'
import { runFileTasks } from '@edgesweep/core/file/file-pipeline.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { fileContext } from '../../../support/file-context.ts'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await db.execute(sql`delete from file_tasks`)
  await db.execute(sql`delete from file_hosts`)
})

const log = { info: () => {}, warn: () => {}, error: () => {} }
const ips = ['93.184.216.34']
const jpeg = () => new Response('image', { headers: { 'content-type': 'image/jpeg' } })

/** Stores `count` files of a key on each host, due at once. */
async function someFiles(keyId: string, hosts: string[], count: number) {
  const urls = hosts.flatMap((host) => Array.from({ length: count }, (_, n) => `https://${host}/${n}.jpg`))
  const job = { id: `job_${keyId}`, keyId, submittedAt: Date.UTC(2026, 10, 22, 10) }
  await enqueueFiles({ db, log, wakes: { files: async () => {} } }, job, urls)
}
const hostsOf = (count: number, name: string) => Array.from({ length: count }, (_, n) => `${name}${n}.example`)
const endedOf = async (keyId: string) => {
  const { rows } = await db.execute<{ ended: number }>(
    sql`select count(*)::int as ended from file_tasks where key_id = ${keyId} and status = 'done'`,
  )
  return rows[0]!.ended
}

/** A network on which the hosts whose name begins with `dead` hang until all the `wanted` other files are fetched. */
function networkWith(wanted: number) {
  const allFetched = Promise.withResolvers<void>()
  const asked: string[] = []
  let fetched = 0
  const fetch: typeof globalThis.fetch = async (input) => {
    const { host } = new URL(String(input))
    if (!host.startsWith('dead')) {
      fetched += 1
      if (fetched === wanted) allFetched.resolve()
      return jpeg()
    }
    asked.push(host)
    await allFetched.promise
    throw new DOMException('no answer', 'TimeoutError')
  }
  return { fetch, asked, allFetched: allFetched.promise }
}

const contextWith = (fetch: typeof globalThis.fetch, hosts: string[]) =>
  fileContext({ db, files: inMemoryFiles(), hosts }, { fetch, log, resolve: async () => ips })

test.each([3, 8])('with %i workers, hosts that hang hold up no other host', async (workers) => {
  const [dead, well] = [hostsOf(4, 'dead'), hostsOf(2, 'well')]
  await someFiles('key_dead', dead, 20)
  await db.execute(sql`update file_tasks set next_attempt_at = now() - interval '1 hour'`)
  await someFiles('key_well', well, 15)
  const { fetch, asked, allFetched } = networkWith(30)
  const run = runFileTasks(contextWith(fetch, [...dead, ...well]), {
    instance: 'host-1',
    budgetMs: 60_000,
    workers,
    retry: { retrySeconds: 3_600 },
  })
  await allFetched
  expect(asked.length).toBeLessThanOrEqual(Math.ceil(workers / 3))
  await run
  expect(await endedOf('key_well')).toBe(30)
})

test('a new host of one caller is asked while all the dead hosts of another hang', async () => {
  const dead = hostsOf(50, 'dead')
  await someFiles('key_dead', dead, 1)
  await db.execute(sql`update file_tasks set next_attempt_at = now() - interval '1 hour'`)
  await someFiles('key_well', ['new.example'], 1)
  const { fetch, asked, allFetched } = networkWith(1)
  const run = runFileTasks(contextWith(fetch, [...dead, 'new.example']), {
    instance: 'host-1',
    budgetMs: 60_000,
    workers: 3,
    retry: { retrySeconds: 3_600 },
  })
  await allFetched
  expect(asked.length).toBeLessThanOrEqual(1)
  await run
})

test('a host that fails three times in a row rests, and is well again after an answer', async () => {
  await someFiles('key_1', ['flaky.example'], 5)
  let isDead = true
  const fetch = async () => (isDead ? new Response(null, { status: 500 }) : jpeg())
  const run = () =>
    runFileTasks(contextWith(fetch, ['flaky.example']), {
      instance: 'host-1',
      budgetMs: 60_000,
      retry: { retrySeconds: 3_600 },
    })
  expect(await run()).toMatchObject({ retry: 3, done: 0 })
  const state = async () => (await db.execute(sql`select failures, rests_until > now() as rests from file_hosts`)).rows
  expect(await state()).toEqual([{ failures: 3, rests: true }])
  isDead = false
  await db.execute(sql`update file_hosts set rests_until = now()`)
  expect(await run()).toMatchObject({ done: 2 })
  expect(await state()).toEqual([{ failures: 0, rests: false }])
})

test('an error of ours tells nothing about a host', async () => {
  await someFiles('key_1', ['well.example'], 1)
  const ctx = contextWith(async () => jpeg(), ['well.example'])
  const files = { ...ctx.files, put: () => Promise.reject(new Error('the bucket is away')) }
  await runFileTasks({ ...ctx, files }, { instance: 'host-1', budgetMs: 0.5 * 1_000 })
  expect((await db.execute(sql`select * from file_hosts`)).rows).toEqual([])
})

test('the claim of a dead worker is found behind any number of files that are due longer', async () => {
  await someFiles('key_1', ['many.example'], 30)
  await db.execute(sql`update file_tasks set next_attempt_at = now() - interval '1 hour'`)
  await db.execute(sql`
    insert into file_tasks (id, job_id, url, submitted_at, next_attempt_at)
    select new_id('fil_'), 'job_many', 'https://many.example/x' || n, now(), now() - interval '2 hours' from generate_series(1, 20001) n`)
  await db.execute(sql`insert into file_hosts (host, rests_until) values ('many.example', now() + interval '1 hour')`)
  await someFiles('key_2', ['well.example'], 1)
  await db.execute(sql`
    update file_tasks set status = 'processing', claimed_from = 'pending', claimed_by = 'host-dead', lease_token = 'gone',
      lease_expires_at = now() - interval '1 second', processing_started_at = now()
    where url like '%well%'`)
  const run = await runFileTasks(
    contextWith(async () => jpeg(), ['well.example']),
    { instance: 'host-1', budgetMs: 60_000 },
  )
  expect(run).toMatchObject({ done: 1 })
})

test.each([254, 2_700, 3_663])(
  'a file whose host has %i characters is stored, fails and delays no other',
  async (length) => {
    const host = Array.from({ length }, () => Math.floor(Math.random() * 36).toString(36)).join('')
    await someFiles('key_1', [host, 'well.example'], 1)
    const run = await runFileTasks(
      contextWith(async () => jpeg(), [host, 'well.example']),
      { instance: 'host-1', budgetMs: 60_000 },
    )
    expect(run).toMatchObject({ done: 1, failed: 1 })
  },
)

test('a worker holds the files of a host for 90 s at most, whatever its lease', async () => {
  await someFiles('key_1', ['one.example'], 5)
  const [asked, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const slow = async () => {
    asked.resolve()
    await end.promise
    return jpeg()
  }
  const options = { instance: 'host-1', budgetMs: 60_000, leaseSeconds: 1_800, workers: 1 }
  const run = runFileTasks(contextWith(slow, ['one.example']), options)
  await asked.promise
  const { rows } = await db.execute<{ seconds: number }>(
    sql`select extract(epoch from lease_expires_at - now())::float8 as seconds from file_tasks where status = 'processing'`,
  )
  expect(rows.length).toBeGreaterThan(0)
  for (const { seconds } of rows) expect(seconds).toBeLessThanOrEqual(90)
  end.resolve()
  expect(await run).toMatchObject({ done: 5 })
})
