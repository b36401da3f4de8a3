import type { FileRecord } from '@edgesweep/core/file/fetch-file.ts'
import { claimRecords } from '@edgesweep/db/queries/claim/claim-records.ts'
import { releaseClaims } from '@edgesweep/db/queries/claim/release.ts'
import { enqueueFileTasks } from '@edgesweep/db/queries/file-task/enqueue.ts'
import { finishFileTasks } from '@edgesweep/db/queries/file-task/finish.ts'
import { listFileTasks } from '@edgesweep/db/queries/file-task/list.ts'
import { readFileTask } from '@edgesweep/db/queries/file-task/read.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await runStatement(db, 'no files', sql`delete from file_tasks`)
})

const job = { keyId: 'key_1', jobId: 'job_1', submittedAt: '2026-11-22T10:00:00.123456Z' }
const address = (n: number) => `https://shop.example/${n}.jpg`
const enqueue = (count: number) =>
  enqueueFileTasks(db, { ...job, urls: Array.from({ length: count }, (_, n) => address(n)) })
const claim = (token: string) =>
  claimRecords<FileRecord>(db, 'files', { instance: 'host-1', token, limit: 100, leaseSeconds: 60, after: null })
const stored = { name: 'files/key_1/a.jpg', bytes: 12, sha256: 'a'.repeat(64), contentType: 'image/jpeg' }
const finish = async (ids: string[], token: string) =>
  (
    await finishFileTasks(
      db,
      ids.map((id) => ({ id, token, ...stored })),
    )
  ).sort()
const files = (limit = 100, after: string | null = null) =>
  listFileTasks(db, { jobId: 'job_1', keyId: 'key_1', after, limit })

describe('enqueueing', () => {
  test('enqueuing known and repeated URLs writes one file task for each new URL', async () => {
    expect(await enqueue(3)).toBe(3)
    expect(await enqueueFileTasks(db, { ...job, urls: [address(2), address(3), address(3)] })).toBe(1)
    expect(await enqueue(4)).toBe(0)
    expect(await files()).toHaveLength(4)
  })

  test('the same URL in another job is another file task', async () => {
    await enqueue(1)
    expect(await enqueueFileTasks(db, { ...job, jobId: 'job_2', urls: [address(0)] })).toBe(1)
  })

  test('concurrent calls that enqueue the same URLs in different orders write each file task once', async () => {
    const urls = Array.from({ length: 200 }, (_, n) => address(n))
    const orders = [urls, urls.toReversed(), urls.slice(50), urls.toReversed().slice(50)]
    const written = await Promise.all(orders.map((some) => enqueueFileTasks(db, { ...job, urls: some })))
    expect(written.reduce((sum, count) => sum + count)).toBe(200)
  })

  test('a URL longer than an index entry may be is stored', async () => {
    const url = `https://shop.example/?${Array.from({ length: 500 }, () => crypto.randomUUID()).join('')}`
    expect(await enqueueFileTasks(db, { ...job, urls: [url] })).toBe(1)
    expect(await files()).toMatchObject([{ url }])
  })

  test('enqueuing no URL writes no file task', async () => {
    expect(await enqueue(0)).toBe(0)
  })
})

describe('finishing', () => {
  test('a file task that is finished with a file is done and not claimed again', async () => {
    await enqueue(2)
    const [first, second] = await claim('t')
    expect(await finish([first!.id, second!.id], 't')).toEqual([first!.id, second!.id].sort())
    expect(await files()).toMatchObject(
      [first!, second!].map(() => ({ status: 'done', attempts: 1, error: null, ...stored })),
    )
    expect(await claim('t2')).toEqual([])
  })

  test('a worker that lost its claim cannot finish the file task', async () => {
    await enqueue(1)
    const [task] = await claim('slow')
    expect(await releaseClaims(db, 'files', 'host-1')).toBe(1)
    expect(await finish([task!.id], 'slow')).toEqual([])
    await claim('next')
    expect(await finish([task!.id], 'slow')).toEqual([])
    expect(await files()).toMatchObject([{ status: 'processing', attempts: 0, name: null }])
    expect(await finish([task!.id], 'next')).toEqual([task!.id])
  })
})

describe('reading', () => {
  test('the pages of the files of a job contain each file once', async () => {
    await enqueue(5)
    const first = await files(3)
    const second = await files(3, first.at(-1)!.id)
    expect([...first, ...second].map(({ url }) => url).sort()).toEqual([0, 1, 2, 3, 4].map(address))
  })

  test('a caller can read its own files and files of scheduled jobs, but no files of another caller', async () => {
    await enqueue(1)
    await enqueueFileTasks(db, { ...job, keyId: null, jobId: 'job_clock', urls: [address(0)] })
    const [file] = await files()
    expect(await listFileTasks(db, { jobId: 'job_1', keyId: 'key_2', limit: 10 })).toEqual([])
    const ofClock = await listFileTasks(db, { jobId: 'job_clock', keyId: 'key_1', limit: 10 })
    expect(ofClock).toMatchObject([{ jobId: 'job_clock' }])
    expect(await readFileTask(db, { taskId: ofClock[0]!.id, keyId: 'key_2' })).toEqual(ofClock[0])
    expect(await readFileTask(db, { taskId: file!.id, keyId: 'key_2' })).toBe(null)
    expect(await readFileTask(db, { taskId: file!.id, keyId: 'key_1' })).toEqual(file)
  })
})
