import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import type { JobStatusObject } from '@edgesweep/cloudflare/objects.ts'
import { maxTries } from '@edgesweep/core/job/job-machine.ts'
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
  await job.take(of, plan(of), 't1', 0, 0)
  await job.startItem('t1', 0)
  await job.reportItem('t1', 0, gave('first'))
  expect(await job.reportItem('t1', 0, gave('second'))).toBeNull()
  expect((await job.results(0, 10))!.items[0]).toMatchObject({ label: 'milk', status: 'completed', result: 'first' })
})

test('a job of one item costs its worker two calls', async () => {
  const of: JobHeader = { ...header(), spec: { kind: 'cart', items: ['milk'], zipcode: '10001' } }
  const { job } = someJob(of.id)
  expect(await job.take(of, plan(of), 't1', 0, 4)).toEqual({ ready: [], started: [0], ended: false })
  expect(await job.reportItem('t1', 0, gave('milk'))).toMatchObject({ ended: true })
  expect(await job.read()).toMatchObject({ status: 'completed' })
})

test('what a worker began with is begun also after an eviction, and its try counted', async () => {
  const of = header()
  const { stub, job } = someJob(of.id)
  expect(await job.take(of, plan(of), 't1', 0, 1)).toEqual({ ready: [1], started: [0], ended: false })
  await evictDurableObject(stub)
  expect(await job.startItem('t1', 0)).toBe(false)
  for (let attempt = 1; attempt < maxTries; attempt++) await job.take(of, plan(of), 't1', attempt, 1)
  await job.take(of, plan(of), 't1', maxTries, 0)
  expect((await job.results(0, 1))!.items[0]).toMatchObject({ status: 'errored', error: 'its worker died 3 times' })
})

test('a worker that was taken over from can no longer report', async () => {
  const of = header()
  const { job } = someJob(of.id)
  await job.take(of, plan(of), 't1', 0, 0)
  await job.startItem('t1', 0)
  expect(await job.take(of, plan(of), 't2', 1, 0)).toMatchObject({ ready: [0, 1] })
  expect(await job.reportItem('t1', 0, gave('late'))).toBeNull()
  expect(await job.take(of, plan(of), 't1', 0, 0)).toBeNull()
})

test('a job goes on where it was after its object was evicted', async () => {
  const of = header()
  const { stub, job } = someJob(of.id)
  await job.take(of, plan(of), 't1', 0, 0)
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
  await job.take(of, plan(of), 't1', 0, 0)
  await job.cancel()
  const outbox = (await job.readOutbox())!
  expect(outbox.entries.map((entry) => entry.kind)).toEqual(['job.started', 'job.cancelled'])
  expect((await job.readOutbox())!.entries).toEqual(outbox.entries)
  await job.acknowledgeUpTo(1)
  expect((await job.readOutbox())!.entries).toEqual(outbox.entries.slice(1))
  await job.acknowledgeUpTo(2)
  await job.acknowledgeUpTo(1)
  expect(await job.readOutbox()).toBeNull()
})

test('a job that is not done by its deadline has timed out', async () => {
  const of = { ...header(), deadline: Date.now() - 1 }
  const { stub, job } = someJob(of.id)
  await job.take(of, plan(of), 't1', 0, 0)
  await runDurableObjectAlarm(stub)
  expect(await job.read()).toMatchObject({ status: 'timed_out' })
})

test('results that have expired are gone, once the database has the news', async () => {
  const of = header(60)
  const { stub, job } = someJob(of.id)
  await job.take(of, plan(of), 't1', 0, 0)
  await job.cancel()
  await runInDurableObject(stub, async (_, state) => {
    const life = JSON.parse(state.storage.kv.get<string>('life')!)
    state.storage.kv.put('life', JSON.stringify({ ...life, expiresAt: Date.now() - 1 }))
  })
  await evictDurableObject(stub)
  await runDurableObjectAlarm(stub)
  expect(await job.read()).not.toBeNull()
  const again = await runInDurableObject(stub, (_, { storage }) => storage.getAlarm())
  expect(again, 'it looks again, but not without a pause').toBeGreaterThan(Date.now())
  await job.acknowledgeUpTo(2)
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
  await job.take(of, plan(of), 't1', 0, 0)
  await job.startItem('t1', 0)
  await runInDurableObject(stub, (object) =>
    expect((object as unknown as JobStatusObject).reportItem('t1', 0, gave(1n))).rejects.toThrow('BigInt'),
  )
  expect(await job.read()).toMatchObject({ status: 'running', completed: 0 })
  expect(await job.reportItem('t1', 0, gave('storable'))).toMatchObject({ ended: false })
  await evictDurableObject(stub)
  expect((await job.results(0, 10))!.items[0]).toMatchObject({ status: 'completed', result: 'storable' })
  expect((await job.readOutbox())!.entries.map((entry) => entry.kind)).toEqual(['job.started', 'job.item'])
})
