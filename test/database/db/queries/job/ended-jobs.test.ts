import { laneNames } from '@edgesweep/core/lane/lane.ts'
import { type JobFilter, listJobs } from '@edgesweep/db/queries/job/list.ts'
import { upsertEndedJobs } from '@edgesweep/db/queries/job/upsert-ended.ts'
import type { JobRow } from '@edgesweep/db/rows/job-row.ts'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'

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
  dead: false,
  ...fields,
})

const stored = async (job: JobRow) => (await listJobs(db, { keyId: job.keyId, limit: 10 })).at(0)

test.each(laneNames)('the migrated table jobs accepts an ended job of the lane %s', async (lane) => {
  const job = someJob(`job_of_${lane}`, { lane })
  expect(await upsertEndedJobs(db, [job])).toEqual([job.id])
  expect(await stored(job)).toMatchObject({ lane })
})

describe('storing ended jobs', () => {
  test('ended jobs are read back as they were stored, with times to the microsecond', async () => {
    const jobs = [
      someJob('job_whole'),
      someJob('job_broken', { status: 'failed', error: 'no', usage: null, dead: true }),
    ]
    expect((await upsertEndedJobs(db, jobs)).sort()).toEqual(['job_broken', 'job_whole'])
    for (const job of jobs) expect(await stored(job)).toEqual({ ...job, expired: false })
  })

  test('storing the same ended job again writes nothing', async () => {
    const job = someJob('job_twice')
    await upsertEndedJobs(db, [job])
    expect(await upsertEndedJobs(db, [job])).toEqual([])
  })

  test('the end of a later run replaces the end of an earlier run, and a late end of the earlier run is ignored', async () => {
    const first = someJob('job_retried', { status: 'partial', completed: 0, failed: 1 })
    const second = someJob('job_retried', { attempt: 2, endedAt: '2026-11-22T10:00:03.000000Z' })
    await upsertEndedJobs(db, [first])
    expect(await upsertEndedJobs(db, [second])).toEqual(['job_retried'])
    expect(await upsertEndedJobs(db, [first])).toEqual([])
    expect(await stored(second)).toMatchObject(second)
  })

  test('the end of a later run replaces the end of an earlier run even if the later clock was behind', async () => {
    const first = someJob('job_skewed', { status: 'failed', endedAt: '2026-11-22T11:00:00.000000Z' })
    const second = someJob('job_skewed', { attempt: 2, endedAt: '2026-11-22T10:30:00.000000Z' })
    await upsertEndedJobs(db, [first])
    await upsertEndedJobs(db, [second])
    expect(await upsertEndedJobs(db, [first])).toEqual([])
    expect(await stored(second)).toMatchObject(second)
  })

  test('concurrent calls that store the same jobs in different orders write each job once without a deadlock', async () => {
    const jobs = Array.from({ length: 50 }, (_, n) => someJob(`job_many_${n}`, { keyId: 'key_many' }))
    const orders = [jobs, jobs.toReversed(), jobs.toSorted(() => 0.5 - Math.random())]
    const written = await Promise.all(orders.map((order) => upsertEndedJobs(db, order)))
    expect(written.flat()).toHaveLength(50)
  })
})

test('the list of ended jobs filters by expired results, tag, lane, dead letters and submission time', async () => {
  const keyId = 'key_filters'
  await upsertEndedJobs(db, [
    someJob('job_gone', { keyId, expiresAt: '2026-11-22T11:00:00.000000Z', spec: { tags: ['a', 'b'] } }),
    someJob('job_kept', { keyId, expiresAt: '2999-01-01T00:00:00.000000Z', lane: 'bulk' }),
    someJob('job_dead', { keyId, dead: true, submittedAt: '2026-11-23T10:00:00.000000Z' }),
  ])
  const found = async (filter: JobFilter) => (await listJobs(db, { keyId, limit: 10, ...filter })).map(({ id }) => id)
  expect(await found({ expired: true })).toEqual(['job_gone'])
  expect(await found({ expired: false })).toEqual(['job_dead', 'job_kept'])
  expect(await found({ tag: 'b' })).toEqual(['job_gone'])
  expect(await found({ lane: 'bulk' })).toEqual(['job_kept'])
  expect(await found({ dead: true })).toEqual(['job_dead'])
  expect(await found({ submittedAfter: '2026-11-23T00:00:00Z' })).toEqual(['job_dead'])
  expect(await found({ submittedBefore: '2026-11-23T00:00:00Z', dead: false })).toEqual(['job_kept', 'job_gone'])
})

test('the pages of ended jobs contain every job once, newest first, even if jobs were submitted at the same moment', async () => {
  const keyId = 'key_pages'
  const ids = ['job_1', 'job_2', 'job_3', 'job_4', 'job_5']
  for (const [index, id] of ids.entries()) {
    const submittedAt = index < 3 ? '2026-11-22T10:00:00.000001Z' : '2026-11-22T10:00:00.000000Z'
    await upsertEndedJobs(db, [someJob(id, { keyId, submittedAt })])
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

test("the list of a caller's failed jobs contains no job with another status or of another caller", async () => {
  const keyId = 'key_filter'
  await upsertEndedJobs(db, [someJob('job_ok', { keyId })])
  await upsertEndedJobs(db, [someJob('job_bad', { keyId, status: 'failed', error: { message: 'unreachable' } })])
  await upsertEndedJobs(db, [someJob('job_other', { status: 'failed' })])
  expect(await listJobs(db, { keyId, status: 'failed', limit: 10 })).toMatchObject([
    { id: 'job_bad', error: { message: 'unreachable' } },
  ])
})
