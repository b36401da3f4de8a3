import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import type { JobStatusObject } from '@edgesweep/cloudflare/objects.ts'
import type { JobHeader } from '@edgesweep/core/job/job-state.ts'
import { planJob } from '@edgesweep/core/job/plan-job.ts'
import { expect, test } from 'vitest'
import { noUsage, someJob } from './a-job.ts'

let ids = 0
const header = (ttl?: number): JobHeader => ({
  id: `job_i00${String(++ids).padStart(8, '0')}0123456789`,
  keyId: 'key_a',
  lane: 'interactive',
  spec: { kind: 'cart', items: ['milk', 'eggs'], zipcode: '10001', ...(ttl ? { ttl } : {}) },
  submittedAt: Date.now(),
  deadline: Date.now() + 3_600_000,
})
const plan = (of: JobHeader) => planJob(of.spec).map(({ label, stage }) => ({ label, stage }))
const gave = (result: unknown) => ({ type: 'ended', status: 'completed', result, error: null, usage: noUsage }) as const

test('an item has one result, whoever reports it again', async () => {
  const of = header()
  const { job } = someJob(of.id)
  await job.take(of, plan(of), 't1', 0)
  await job.startItem('t1', 0)
  await job.reportItem('t1', 0, gave('first'))
  expect(await job.reportItem('t1', 0, gave('second'))).toBeNull()
  expect((await job.results(0, 10))!.items[0]).toMatchObject({ label: 'milk', status: 'completed', result: 'first' })
})

test('a worker that was taken over from can no longer report', async () => {
  const of = header()
  const { job } = someJob(of.id)
  await job.take(of, plan(of), 't1', 0)
  await job.startItem('t1', 0)
  expect(await job.take(of, plan(of), 't2', 1)).toMatchObject({ ready: [0, 1] })
  expect(await job.reportItem('t1', 0, gave('late'))).toBeNull()
  expect(await job.take(of, plan(of), 't1', 0)).toBeNull()
})

test('a job goes on where it was after its object was evicted', async () => {
  const of = header()
  const { stub, job } = someJob(of.id)
  await job.take(of, plan(of), 't1', 0)
  await job.startItem('t1', 0)
  await job.reportItem('t1', 0, gave('kept'))
  await evictDurableObject(stub)
  expect(await job.read()).toMatchObject({ status: 'running', completed: 1, total: 2 })
  await job.startItem('t1', 1)
  expect(await job.reportItem('t1', 1, gave('too'))).toMatchObject({ ended: true })
  expect((await job.results(0, 10))!.items.map((item) => item.result)).toEqual(['kept', 'too'])
})

test('the outbox keeps its news until they are acknowledged', async () => {
  const of = header()
  const { job } = someJob(of.id)
  await job.take(of, plan(of), 't1', 0)
  await job.cancel()
  const outbox = (await job.outbox())!
  expect(outbox.entries.map((entry) => entry.kind)).toEqual(['job.started', 'job.cancelled'])
  expect((await job.outbox())!.entries).toEqual(outbox.entries)
  await job.acknowledge(outbox.entries.map((entry) => entry.id))
  expect(await job.outbox()).toBeNull()
})

test('a job that is not done by its deadline has timed out', async () => {
  const of = { ...header(), deadline: Date.now() - 1 }
  const { stub, job } = someJob(of.id)
  await job.take(of, plan(of), 't1', 0)
  await runDurableObjectAlarm(stub)
  expect(await job.read()).toMatchObject({ status: 'timed_out' })
})

test('results that have expired are gone, once the database has the news', async () => {
  const of = header(60)
  const { stub, job } = someJob(of.id)
  await job.take(of, plan(of), 't1', 0)
  await job.cancel()
  await runInDurableObject(stub, async (_, state) => {
    const stored = state.storage.kv.get<object>('job')
    state.storage.kv.put('job', { ...stored, expiresAt: Date.now() - 1 })
  })
  await evictDurableObject(stub)
  await runDurableObjectAlarm(stub)
  expect(await job.read()).not.toBeNull()
  const { entries } = (await job.outbox())!
  await job.acknowledge(entries.map((entry) => entry.id))
  await runDurableObjectAlarm(stub)
  expect(await job.read()).toBeNull()
})

test('asking for a job that never was stores nothing', async () => {
  const { stub, job } = someJob('job_i0000000zzz0123456789')
  expect(await job.read()).toBeNull()
  expect(await job.results(0, 10)).toBeNull()
  expect(await job.cancel()).toBe(false)
  expect(await runInDurableObject(stub, (_, state) => [...state.storage.kv.list()])).toEqual([])
})

test('a result that cannot be stored leaves the job as it was', async () => {
  const of = header()
  const { stub, job } = someJob(of.id)
  await job.take(of, plan(of), 't1', 0)
  await job.startItem('t1', 0)
  await runInDurableObject(stub, (object) =>
    expect((object as unknown as JobStatusObject).reportItem('t1', 0, gave(1n))).rejects.toThrow('BigInt'),
  )
  expect(await job.read()).toMatchObject({ status: 'running', completed: 0 })
  expect(await job.reportItem('t1', 0, gave('storable'))).toMatchObject({ ended: false })
  await evictDurableObject(stub)
  expect((await job.results(0, 10))!.items[0]).toMatchObject({ status: 'completed', result: 'storable' })
  expect((await job.outbox())!.entries.map((entry) => entry.kind)).toEqual(['job.started', 'job.item'])
})
