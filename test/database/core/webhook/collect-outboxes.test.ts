import { type JobView, type LoggedEvent, outboxPage } from '@edgesweep/core/job/job-port.ts'
import { collectOutboxes } from '@edgesweep/core/webhook/collect-outboxes.ts'
import { collectTogether } from '@edgesweep/core/webhook/collect-together.ts'
import { listDeliveries } from '@edgesweep/db/queries/delivery/list.ts'
import { listJobs } from '@edgesweep/db/queries/job/list.ts'
import { expect, test } from 'vitest'
import { someEndpoint, someKey } from '../../db/some-endpoint.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()

const someJob = (keyId: string): JobView => ({
  id: `job_${keyId}`,
  keyId,
  lane: 'interactive',
  spec: { kind: 'cart', items: ['milk'], zipcode: '10001', metadata: { order: '7' } },
  submittedAt: 1,
  deadline: 2,
  status: 'completed',
  attempt: 0,
  queuedAt: 1,
  startedAt: 1,
  endedAt: 2,
  expiresAt: 3,
  error: null,
  dead: false,
  waits: [],
  usage: { browserMs: 0, requests: 1, bytes: 10, robotsIgnored: [] },
  total: 1,
  completed: 1,
  failed: 0,
  following: { total: 0, completed: 0, failed: 0 },
})

/** The objects of jobs, each with an outbox that forgets acknowledged events. The `deaf` ones do not answer. */
function objectsOf(...jobs: JobView[]) {
  const left = new Map(jobs.map((job) => [job.id, { job, entries }]))
  const deaf = new Set<string>()
  const answer = (jobId: string) => {
    if (deaf.has(jobId)) throw new Error('it is gone')
    return left.get(jobId)!
  }
  return {
    deaf,
    left,
    outbox: async (jobId: string) => {
      const { job, entries } = answer(jobId)
      return entries.length > 0 ? { job, entries: entries.slice(0, outboxPage) } : null
    },
    acknowledge: async (jobId: string, seq: number) => {
      const object = answer(jobId)
      object.entries = object.entries.filter((entry) => entry.seq > seq)
    },
  }
}

const entries: LoggedEvent[] = [
  { seq: 1, kind: 'job.started', at: 1, item: null },
  {
    seq: 2,
    kind: 'job.item',
    at: 2,
    item: { index: 0, label: 'milk', status: 'completed', error: null },
  },
  {
    seq: 3,
    kind: 'job.completed',
    at: 2,
    item: null,
    end: { status: 'completed', completed: 1, failed: 0, error: null },
  },
]

const rowsOf = (keyId: string) => listJobs(db, { keyId, limit: 10 })
const kindsOf = async (keyId: string) =>
  (await listDeliveries(db, { keyId, limit: 10 })).map((delivery) => delivery.kind).sort()

test('the events of many jobs become their rows and one delivery each, even when collected again', async () => {
  const keys = [await someKey(db), await someKey(db)]
  for (const keyId of keys) await someEndpoint(db, keyId)
  const jobs = objectsOf(...keys.map(someJob))
  const ids = [...jobs.left.keys()]
  jobs.acknowledge = async () => {
    throw new Error('it is gone')
  }
  expect([...(await collectOutboxes({ db, jobs }, ids)).keys()].sort()).toEqual(ids.toSorted())
  expect(await collectOutboxes({ db, jobs: { ...jobs, acknowledge: async () => {} } }, ids)).toEqual(new Map())
  for (const keyId of keys) {
    expect(await kindsOf(keyId)).toEqual(['job.completed', 'job.item', 'job.started'])
    expect(await rowsOf(keyId)).toMatchObject([{ id: `job_${keyId}`, status: 'completed', total: 1, dead: false }])
  }
})

test('two concurrent collections of the same jobs write each row and delivery once', async () => {
  const keyId = await someKey(db)
  await someEndpoint(db, keyId)
  const jobs = objectsOf(someJob(keyId))
  await Promise.all(Array.from({ length: 5 }, () => collectOutboxes({ db, jobs }, [`job_${keyId}`])))
  expect(await kindsOf(keyId)).toEqual(['job.completed', 'job.item', 'job.started'])
  expect(await rowsOf(keyId)).toHaveLength(1)
})

test('a job whose object does not answer is reported separately and does not block the others', async () => {
  const [good, bad] = [await someKey(db), await someKey(db)]
  const jobs = objectsOf(someJob(good), someJob(bad))
  jobs.deaf.add(`job_${bad}`)
  const collect = collectTogether({ db, jobs })
  const [first, second] = await Promise.allSettled([collect(`job_${good}`), collect(`job_${bad}`)])
  expect(first).toMatchObject({ status: 'fulfilled' })
  expect(second).toMatchObject({ status: 'rejected', reason: new Error('it is gone') })
  expect([(await rowsOf(good)).length, (await rowsOf(bad)).length]).toEqual([1, 0])
})

test('more events than one outbox page holds are all collected', async () => {
  const keyId = await someKey(db)
  await someEndpoint(db, keyId)
  const jobs = objectsOf(someJob(keyId))
  const many = Array.from({ length: 2 * outboxPage + 1 }, (_, n): LoggedEvent => ({ ...entries[1]!, seq: n + 1 }))
  jobs.left.get(`job_${keyId}`)!.entries = many
  await collectOutboxes({ db, jobs }, [`job_${keyId}`])
  expect(jobs.left.get(`job_${keyId}`)!.entries).toEqual([])
  expect(await listDeliveries(db, { keyId, limit: 1_000 })).toHaveLength(many.length)
})

test('the row of a job that ran again shows its last end, in whatever order the ends are collected', async () => {
  const keyId = await someKey(db)
  const failed: JobView = { ...someJob(keyId), status: 'failed', endedAt: 2, dead: true }
  const completed: JobView = { ...someJob(keyId), status: 'completed', endedAt: 5, attempt: 1 }
  for (const job of [completed, failed]) await collectOutboxes({ db, jobs: objectsOf(job) }, [job.id])
  expect(await rowsOf(keyId)).toMatchObject([{ status: 'completed', attempt: 1, dead: false }])
})

test('an endpoint gets only the events that it subscribed to', async () => {
  const keyId = await someKey(db)
  await someEndpoint(db, keyId, ['job.completed'])
  await collectOutboxes({ db, jobs: objectsOf(someJob(keyId)) }, [`job_${keyId}`])
  expect(await kindsOf(keyId)).toEqual(['job.completed'])
})

test('a sweep whose object of an earlier version counts no extractions ends, and so do the jobs collected with it', async () => {
  const [keyId, other] = [await someKey(db), await someKey(db)]
  const spec = { kind: 'sweep' as const, sweep_id: `swp_${keyId}`, outlet_ids: ['out_1'] }
  const { following: _, ...earlier } = { ...someJob(keyId), spec, lane: 'bulk' as const, total: 2, completed: 2 }
  const jobs = objectsOf(earlier as JobView, someJob(other))
  expect(await collectOutboxes({ db, jobs }, [...jobs.left.keys()])).toEqual(new Map())
  for (const key of [keyId, other]) expect(await rowsOf(key)).toMatchObject([{ status: 'completed' }])
  expect([...jobs.left.values()].map(({ entries }) => entries)).toEqual([[], []])
})
