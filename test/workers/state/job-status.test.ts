import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
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
const plan = (of: JobHeader) => planJob(of.spec).map(({ label, follows }) => ({ label, follows }))
const gave = (result: unknown) => ({ type: 'ended', status: 'completed', result, error: null, usage: noUsage }) as const

test('a job continues after its object was evicted', async () => {
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

test('the alarm of its object times a job out at its deadline', async () => {
  const of = { ...header(), deadline: Date.now() - 1 }
  const { stub, job } = someJob(of.id)
  await job.take(of, plan(of), 't1', 0, 0)
  await runDurableObjectAlarm(stub)
  expect(await job.read()).toMatchObject({ status: 'timed_out' })
})

test('the alarm of their object deletes expired results once the database has the events', async () => {
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
  expect(again, 'the time of the next alarm').toBeGreaterThan(Date.now())
  await job.acknowledgeUpTo(2)
  await runDurableObjectAlarm(stub)
  expect(await job.read()).toBeNull()
})

test('a read or cancellation of an unknown job stores nothing in its object', async () => {
  const { stub, job } = someJob('job_i0000000zzz0123456789')
  expect(await job.read()).toBeNull()
  expect(await job.results(0, 10)).toBeNull()
  expect(await job.cancel()).toBe(false)
  expect(await runInDurableObject(stub, (_, state) => [...state.storage.kv.list()])).toEqual([])
})
