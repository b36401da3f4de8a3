import type { JobView, OutboxEntry } from '@edgesweep/core/job/job-port.ts'
import { collectOutbox } from '@edgesweep/core/webhook/collect-outbox.ts'
import { listDeliveries } from '@edgesweep/db/queries/list-deliveries.ts'
import { listJobs } from '@edgesweep/db/queries/list-jobs.ts'
import { expect, test } from 'vitest'
import { someEndpoint, someKey } from '../db/some-endpoint.ts'
import { openDatabase } from '../open-database.ts'

const { db } = await openDatabase()
const log = { info: () => {}, warn: () => {}, error: () => {} }

const someJob = (keyId: string): JobView => ({
  id: `job_${keyId}`,
  keyId,
  lane: 'interactive',
  spec: { kind: 'cart', items: ['milk'], zipcode: '10001', metadata: { order: '7' } },
  submittedAt: 1,
  deadline: 2,
  status: 'completed',
  attempt: 0,
  startedAt: 1,
  endedAt: 2,
  expiresAt: 3,
  error: null,
  usage: { browserMs: 0, requests: 1, bytes: 10, robotsIgnored: [] },
  total: 1,
  completed: 1,
  failed: 0,
})

/** A job's object with these entries in its outbox, which forgets what is acknowledged: unless it `crashes` before. */
function jobWith(job: JobView, entries: OutboxEntry[], crashes = 0) {
  let left = entries
  let deaths = crashes
  return {
    outbox: async () => (left.length > 0 ? { job, entries: left } : null),
    acknowledge: async (_: string, ids: string[]) => {
      if (deaths-- > 0) throw new Error('it is gone')
      left = left.filter((entry) => !ids.includes(entry.id))
    },
  }
}

const entriesOf = (job: JobView): OutboxEntry[] => [
  { id: `evt_${job.id}_1`, kind: 'job.started', at: 1, item: null },
  {
    id: `evt_${job.id}_2`,
    kind: 'job.item',
    at: 2,
    item: { index: 0, label: 'milk', status: 'completed', error: null },
  },
  { id: `evt_${job.id}_3`, kind: 'job.completed', at: 2, item: null },
]

test('a job’s news become its row and one delivery an event, also when they are collected again after a crash', async () => {
  const keyId = await someKey(db)
  await someEndpoint(db, keyId)
  const job = someJob(keyId)
  // biome-ignore lint/suspicious/noExplicitAny: of a job's object this needs two methods.
  const ctx = { db, log, jobs: jobWith(job, entriesOf(job), 1) as any }
  await expect(collectOutbox(ctx, job.id)).rejects.toThrow('it is gone')
  await collectOutbox(ctx, job.id)
  await collectOutbox(ctx, job.id)
  const deliveries = await listDeliveries(db, { keyId, limit: 10 })
  expect(deliveries.map((delivery) => delivery.kind).sort()).toEqual(['job.completed', 'job.item', 'job.started'])
  expect(await listJobs(db, { keyId, limit: 10 })).toMatchObject([{ id: job.id, status: 'completed', total: 1 }])
})

test('an endpoint gets the events that it asked for, and no others', async () => {
  const keyId = await someKey(db)
  await someEndpoint(db, keyId, ['job.completed'])
  const job = someJob(keyId)
  // biome-ignore lint/suspicious/noExplicitAny: of a job's object this needs two methods.
  await collectOutbox({ db, log, jobs: jobWith(job, entriesOf(job)) as any }, job.id)
  const deliveries = await listDeliveries(db, { keyId, limit: 10 })
  expect(deliveries.map((delivery) => delivery.kind)).toEqual(['job.completed'])
})
