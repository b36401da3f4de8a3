import { claimDueFileTasks } from '@edgesweep/db/queries/claim-due-file-tasks.ts'
import { enqueueFileTasks } from '@edgesweep/db/queries/enqueue-file-tasks.ts'
import { type FileTaskEnd, finishFileTask } from '@edgesweep/db/queries/finish-file-task.ts'
import { listFileTasks } from '@edgesweep/db/queries/list-file-tasks.ts'
import { readFileTask } from '@edgesweep/db/queries/read-file-task.ts'
import { renewFileTasks } from '@edgesweep/db/queries/renew-file-tasks.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../open-database.ts'
import { rowsOf } from '../some.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await runStatement(db, 'no files', sql`delete from file_tasks`)
})

const job = { keyId: 'key_1', jobId: 'job_1', submittedAt: '2026-11-22T10:00:00.123456Z' }
const address = (n: number) => `https://shop.example/${n}.jpg`
const enqueue = (count: number) =>
  enqueueFileTasks(db, { ...job, urls: Array.from({ length: count }, (_, n) => address(n)) })
const claim = (token: string, { limit = 100, leaseSeconds = 60, maxAttempts = 5 } = {}) =>
  claimDueFileTasks(db, { token, limit, leaseSeconds, maxAttempts })
const claimOne = async (token: string, options = {}) => {
  await enqueue(1)
  const { tasks } = await claim(token, options)
  return tasks[0]!
}
const finish = (taskId: string, token: string, end: FileTaskEnd) => finishFileTask(db, { taskId, token, end })
const done = {
  outcome: 'done',
  name: 'files/key_1/a.jpg',
  bytes: 12,
  sha256: 'a'.repeat(64),
  contentType: 'image/jpeg',
} as const
const files = (limit = 100, after: string | null = null) =>
  listFileTasks(db, { jobId: 'job_1', keyId: 'key_1', after, limit })

describe('enqueueing', () => {
  test('the same addresses again, and one among them twice, writes only what is new', async () => {
    expect(await enqueue(3)).toBe(3)
    expect(await enqueueFileTasks(db, { ...job, urls: [address(2), address(3), address(3)] })).toBe(1)
    expect(await enqueue(4)).toBe(0)
    expect(await files()).toHaveLength(4)
  })

  test('the same address for another job is another task', async () => {
    await enqueue(1)
    expect(await enqueueFileTasks(db, { ...job, jobId: 'job_2', urls: [address(0)] })).toBe(1)
  })

  test('by many at once, in any order, writes each once', async () => {
    const urls = Array.from({ length: 200 }, (_, n) => address(n))
    const orders = [urls, urls.toReversed(), urls.slice(50), urls.toReversed().slice(50)]
    const written = await Promise.all(orders.map((some) => enqueueFileTasks(db, { ...job, urls: some })))
    expect(written.reduce((sum, count) => sum + count)).toBe(200)
  })

  test('an address longer than an index takes is stored', async () => {
    const url = `https://shop.example/?${Array.from({ length: 500 }, () => crypto.randomUUID()).join('')}`
    expect(await enqueueFileTasks(db, { ...job, urls: [url] })).toBe(1)
    expect(await files()).toMatchObject([{ url }])
  })

  test('none writes none', async () => {
    expect(await enqueue(0)).toBe(0)
  })
})

describe('claiming', () => {
  test('by many at once gives every task to exactly one', async () => {
    await enqueue(60)
    const claims = await Promise.all(Array.from({ length: 10 }, (_, n) => claim(`token-${n}`, { limit: 9 })))
    const ids = claims.flatMap(({ tasks }) => tasks.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length + (await claim('rest')).tasks.length).toBe(60)
  })

  test('gives nothing that is leased, and counts an attempt whose lease ran out', async () => {
    const first = await claimOne('t1', { leaseSeconds: 0 })
    expect(first).toMatchObject({ url: address(0), attempt: 1, throttles: 0, ...job })
    expect((await claim('t2')).tasks).toEqual([{ ...first, attempt: 2 }])
    expect(await claim('t3')).toEqual({ tasks: [], givenUp: [] })
  })

  test('gives up a task that no worker outlived too often, and says why', async () => {
    const { id } = await claimOne('t1', { leaseSeconds: 0 })
    await claim('t2', { leaseSeconds: 0 })
    expect(await claim('t3', { maxAttempts: 2 })).toEqual({ tasks: [], givenUp: [id] })
    const error = 'given up after 2 attempts, the last of which no worker outlived'
    expect(await files()).toMatchObject([{ status: 'failed', attempts: 2, error }])
    expect(await finish(id, 't2', done)).toBe(false)
    expect(await claim('t4')).toEqual({ tasks: [], givenUp: [] })
  })
})

describe('renewing', () => {
  test('keeps a task from others, and tells which are no longer held', async () => {
    await enqueue(2)
    const { tasks } = await claim('t1', { leaseSeconds: 0 })
    const [kept, lost] = [tasks[0]!, tasks[1]!]
    const held = [kept, lost].map(({ id }) => ({ id, token: 't1' }))
    expect(await renewFileTasks(db, { held: held.slice(0, 1), leaseSeconds: 60 })).toEqual([kept.id])
    expect((await claim('t2')).tasks).toMatchObject([{ id: lost.id }])
    expect(await renewFileTasks(db, { held, leaseSeconds: 60 })).toEqual([kept.id])
    expect(await renewFileTasks(db, { held: [], leaseSeconds: 60 })).toEqual([])
  })
})

describe('finishing', () => {
  test('with the file ends the task', async () => {
    const { id } = await claimOne('t')
    expect(await finish(id, 't', done)).toBe(true)
    const [file] = await files()
    const { outcome: _, ...kept } = done
    expect(file).toMatchObject({ id, status: 'done', attempts: 1, error: null, ...kept })
    expect(file!.endedAt).not.toBe(null)
    expect(await claim('t2')).toEqual({ tasks: [], givenUp: [] })
  })

  test('with a reason to give up ends the task too', async () => {
    const { id } = await claimOne('t')
    await finish(id, 't', { outcome: 'failed', error: 'answered 404' })
    expect(await files()).toMatchObject([{ status: 'failed', error: 'answered 404', name: null }])
    expect(await claim('t2')).toEqual({ tasks: [], givenUp: [] })
  })

  test('for another try makes it due after the wait, and not before', async () => {
    const { id } = await claimOne('t')
    await finish(id, 't', { outcome: 'retry', afterSeconds: 3600, error: 'answered 500' })
    expect(await claim('t2')).toEqual({ tasks: [], givenUp: [] })
    expect(await files()).toMatchObject([{ status: 'pending', attempts: 1, error: 'answered 500', endedAt: null }])
    await runStatement(
      db,
      'an hour later',
      sql`update file_tasks set next_attempt_at = next_attempt_at - interval '1 hour'`,
    )
    expect((await claim('t3')).tasks).toMatchObject([{ id, attempt: 2 }])
  })

  test('by putting it off spends no attempt, and counts what its domain refused', async () => {
    const { id } = await claimOne('t0')
    const later = { outcome: 'deferred', afterSeconds: 0, error: 'domain shop.example: 2 of 2 in flight' } as const
    await finish(id, 't0', { ...later, throttled: false })
    await claim('t1')
    await finish(id, 't1', { ...later, throttled: true })
    expect((await claim('t2')).tasks).toMatchObject([{ id, attempt: 1, throttles: 1 }])
  })

  test('is refused after another has taken the task over, and after it was finished', async () => {
    const { id } = await claimOne('slow', { leaseSeconds: 0 })
    await claim('next')
    expect(await finish(id, 'slow', done)).toBe(false)
    expect(await files()).toMatchObject([{ status: 'pending', attempts: 2, name: null }])
    expect(await finish(id, 'next', done)).toBe(true)
    const before = await rowsOf(db, 'file_tasks', 'id')
    expect(await finish(id, 'next', { outcome: 'failed', error: 'late' })).toBe(false)
    expect(await rowsOf(db, 'file_tasks', 'id')).toEqual(before)
  })
})

describe('reading', () => {
  test('pages through the files of a job, each once', async () => {
    await enqueue(5)
    const first = await files(3)
    const second = await files(3, first.at(-1)!.id)
    expect([...first, ...second].map(({ url }) => url).sort()).toEqual([0, 1, 2, 3, 4].map(address))
  })

  test("gives nothing of another caller's, nor of the clock's", async () => {
    await enqueue(1)
    await enqueueFileTasks(db, { ...job, keyId: null, jobId: 'job_clock', urls: [address(0)] })
    const [file] = await files()
    expect(await listFileTasks(db, { jobId: 'job_1', keyId: 'key_2', limit: 10 })).toEqual([])
    expect(await listFileTasks(db, { jobId: 'job_clock', keyId: 'key_1', limit: 10 })).toEqual([])
    expect(await readFileTask(db, { taskId: file!.id, keyId: 'key_2' })).toBe(null)
    expect(await readFileTask(db, { taskId: file!.id, keyId: 'key_1' })).toEqual(file)
  })
})
