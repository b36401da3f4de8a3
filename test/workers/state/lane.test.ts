import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { laneCart } from '../../support/lane-cart.ts'
import { interactive, someJob, someLane } from './a-job.ts'

const worker = { id: 'a worker', slots: 8 }

test('a job submitted to a Lane object is first in line after the object was evicted', async () => {
  const { stub, lane } = someLane()
  const [receipt] = await lane.submitJobs(interactive, [laneCart(['milk'])])
  if (!receipt?.ok) throw new Error('refused')
  await evictDurableObject(stub)
  expect(await lane.findJob('key_a', receipt.id)).toMatchObject({ id: receipt.id, forecast: { position: 1 } })
  const [ticket] = await lane.pullTickets(worker, { max: 1, waitMs: 0, stays: false })
  expect(ticket).toMatchObject({ id: receipt.id, attempt: 0, spec: expect.stringContaining('"milk"') })
})

test('a pull that waits at a Lane object is answered by the next submission', async () => {
  const { lane } = someLane()
  await lane.submitJobs(interactive, [])
  const waiting = lane.pullTickets(worker, { max: 1, waitMs: 10_000, stays: false })
  await lane.submitJobs(interactive, [laneCart(['milk'])])
  expect(await waiting).toHaveLength(1)
})

test('a job cancelled before it starts is never handed out, and its JobStatus object says cancelled', async () => {
  const { lane } = someLane()
  const [receipt] = await lane.submitJobs(interactive, [laneCart(['milk', 'eggs'])])
  if (!receipt?.ok) throw new Error('refused')
  expect(await lane.cancel(receipt.id)).toBe(true)
  expect(await lane.pullTickets(worker, { max: 1, waitMs: 0, stays: false })).toEqual([])
  expect(await someJob(receipt.id).job.read()).toMatchObject({ status: 'cancelled', total: 2, completed: 0 })
})

test('a deferred ticket still waits for its time after the alarm of its Lane object', async () => {
  const { stub, lane } = someLane()
  await lane.submitJobs(interactive, [laneCart(['milk'])])
  const [ticket] = await lane.pullTickets(worker, { max: 1, waitMs: 0, stays: false })
  await lane.finish(ticket!.id, ticket!.token, {
    kind: 'defer',
    afterMs: 60_000,
    reason: 'shop.example: 2 of 2 requests in flight',
  })
  expect(await lane.pullTickets(worker, { max: 1, waitMs: 0, stays: false })).toEqual([])
  expect(await runDurableObjectAlarm(stub)).toBe(true)
  expect(await lane.findJob('key_a', ticket!.id)).toMatchObject({
    attempt: 0,
    reason: 'shop.example: 2 of 2 requests in flight',
  })
})

test('jobs and idempotency keys that an earlier version stored in a Lane object still hold', async () => {
  const { stub, lane } = someLane()
  const id = 'job_i00000000070123456789'
  const spec = JSON.stringify({ kind: 'cart', items: ['milk'], zipcode: '10001' })
  const ticket = {
    id,
    sequence: 7,
    keyId: 'key_a',
    submittedAt: 1,
    deadline: Date.now() + 60_000,
    notBefore: 1,
    attempt: 2,
    failures: 0,
    coalesce: null,
    lease: null,
    reason: null,
  }
  await runInDurableObject(stub, (_, { storage }) => {
    storage.kv.put('nextSequence', 8)
    storage.kv.put('address', interactive)
    storage.sql.exec(`
      CREATE TABLE ticket (id TEXT PRIMARY KEY, state TEXT NOT NULL, spec TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE given_up (id TEXT PRIMARY KEY, state TEXT NOT NULL, spec TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE idempotency (
        caller TEXT NOT NULL PRIMARY KEY, body_sha256 TEXT NOT NULL, job_id TEXT NOT NULL, expires_at INTEGER NOT NULL
      ) WITHOUT ROWID;
    `)
    storage.sql.exec('INSERT INTO ticket VALUES (?, ?, ?)', id, JSON.stringify(ticket), spec)
    storage.sql.exec('INSERT INTO idempotency VALUES (?, ?, ?, ?)', 'key_a my key', 'a', id, Date.now() + 60_000)
  })
  await evictDurableObject(stub)
  const again = laneCart(['milk'], { idempotency: { key: 'my key', place: 0, bodySha256: 'a' } })
  expect(await lane.submitJobs(interactive, [again])).toMatchObject([{ ok: true, id, replayed: true }])
  expect(await lane.pullTickets(worker, { max: 5, waitMs: 0, stays: false })).toMatchObject([{ id, attempt: 2, spec }])
})
