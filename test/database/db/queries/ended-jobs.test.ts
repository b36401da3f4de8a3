import { listJobs } from '@edgesweep/db/queries/list-jobs.ts'
import { upsertEndedJob } from '@edgesweep/db/queries/upsert-ended-job.ts'
import type { JobRow } from '@edgesweep/db/rows/job-row.ts'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()

const someJob = (id: string, fields: Partial<JobRow> = {}): JobRow => ({
  id,
  keyId: `key_of_${id}`,
  kind: 'cart',
  lane: 'interactive',
  status: 'completed',
  spec: { items: ['milk'], zipcode: '10001' },
  total: 1,
  completed: 1,
  failed: 0,
  attempt: 1,
  submittedAt: '2026-11-22T10:00:00.000000Z',
  startedAt: '2026-11-22T10:00:01.000000Z',
  endedAt: '2026-11-22T10:00:02.123456Z',
  expiresAt: null,
  usage: { requests: 3 },
  error: null,
  ...fields,
})

const stored = async (job: JobRow) => (await listJobs(db, { keyId: job.keyId, limit: 10 })).at(0)

describe('storing how a job ended', () => {
  test('gives the same row back, to the microsecond', async () => {
    const job = someJob('job_whole')
    expect(await upsertEndedJob(db, job)).toBe(true)
    expect(await stored(job)).toEqual(job)
  })

  test('twice writes once', async () => {
    const job = someJob('job_twice')
    await upsertEndedJob(db, job)
    expect(await upsertEndedJob(db, job)).toBe(false)
  })

  test('of a later attempt replaces the earlier one, which cannot come back', async () => {
    const first = someJob('job_retried', { status: 'partial', completed: 0, failed: 1 })
    const second = someJob('job_retried', { attempt: 2 })
    await upsertEndedJob(db, first)
    expect(await upsertEndedJob(db, second)).toBe(true)
    expect(await upsertEndedJob(db, first)).toBe(false)
    expect(await stored(second)).toEqual(second)
  })

  test('as expired stays so, until a later attempt', async () => {
    const ended = someJob('job_expired')
    await upsertEndedJob(db, ended)
    await upsertEndedJob(db, { ...ended, status: 'expired' })
    expect(await upsertEndedJob(db, ended)).toBe(false)
    expect(await stored(ended)).toMatchObject({ status: 'expired' })
    expect(await upsertEndedJob(db, { ...ended, attempt: 2 })).toBe(true)
  })
})

test('pages of a list hold every job once, newest first, also those submitted at the same moment', async () => {
  const keyId = 'key_pages'
  const ids = ['job_1', 'job_2', 'job_3', 'job_4', 'job_5']
  for (const [index, id] of ids.entries()) {
    const submittedAt = index < 3 ? '2026-11-22T10:00:00.000001Z' : '2026-11-22T10:00:00.000000Z'
    await upsertEndedJob(db, someJob(id, { keyId, submittedAt }))
  }
  const seen: string[] = []
  let before: JobRow | null = null
  for (let page = 0; page < 3; page++) {
    const rows: JobRow[] = await listJobs(db, { keyId, before, limit: 2 })
    seen.push(...rows.map(({ id }) => id))
    before = rows.at(-1) ?? null
  }
  expect(seen).toEqual(['job_3', 'job_2', 'job_1', 'job_5', 'job_4'])
})

test("a list of a caller's failed jobs has no other status and no other caller", async () => {
  const keyId = 'key_filter'
  await upsertEndedJob(db, someJob('job_ok', { keyId }))
  await upsertEndedJob(db, someJob('job_bad', { keyId, status: 'failed', error: { message: 'unreachable' } }))
  await upsertEndedJob(db, someJob('job_other', { status: 'failed' }))
  expect(await listJobs(db, { keyId, status: 'failed', limit: 10 })).toMatchObject([
    { id: 'job_bad', error: { message: 'unreachable' } },
  ])
})
