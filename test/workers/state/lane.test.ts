import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { laneCart } from '../../support/lane-cart.ts'
import { interactive, someJob, someLane } from './a-job.ts'

const worker = { id: 'a worker', slots: 8 }

test('a submitted job is still there, and first in line, after its object was evicted', async () => {
  const { stub, lane } = someLane()
  const [receipt] = await lane.submitJobs(interactive, [laneCart(['milk'])])
  if (!receipt?.ok) throw new Error('refused')
  await evictDurableObject(stub)
  expect(await lane.findJob('key_a', receipt.id)).toMatchObject({ id: receipt.id, forecast: { position: 1 } })
  const [ticket] = await lane.pullTickets(worker, { max: 1, waitMs: 0, stays: false })
  expect(ticket).toMatchObject({ id: receipt.id, attempt: 0, spec: expect.stringContaining('"milk"') })
})

test('a ticket under a lease is handed to nobody else, also after an eviction', async () => {
  const { stub, lane } = someLane()
  await lane.submitJobs(interactive, [laneCart(['milk'])])
  expect(await lane.pullTickets(worker, { max: 5, waitMs: 0, stays: false })).toHaveLength(1)
  await evictDurableObject(stub)
  expect(await lane.pullTickets(worker, { max: 5, waitMs: 0, stays: false })).toEqual([])
})

test('the same idempotency key gives the same job, and with another body none', async () => {
  const { lane } = someLane()
  const job = (bodySha256: string) => laneCart(['milk'], { idempotency: { key: 'k', place: 0, bodySha256 } })
  const [first] = await lane.submitJobs(interactive, [job('a')])
  const [again, other] = await lane.submitJobs(interactive, [job('a'), job('b')])
  expect(first).toMatchObject({ ok: true, replayed: false })
  expect(again).toMatchObject({ ok: true, replayed: true, id: first?.ok && first.id })
  expect(other).toEqual({ ok: false, reason: 'idempotency_conflict' })
  expect(await lane.pullTickets(worker, { max: 5, waitMs: 0, stays: false })).toHaveLength(1)
})

test('two callers have the same idempotency key each for itself', async () => {
  const { lane } = someLane()
  const idempotency = { key: 'k', place: 0, bodySha256: 'a' }
  const receipts = await lane.submitJobs(interactive, [
    laneCart(['x'], { idempotency }),
    laneCart(['x'], { idempotency, keyId: 'key_b' }),
  ])
  expect(receipts).toMatchObject([
    { ok: true, replayed: false },
    { ok: true, replayed: false },
  ])
})

test('a pull that waits is answered by the next submission', async () => {
  const { lane } = someLane()
  await lane.submitJobs(interactive, [])
  const waiting = lane.pullTickets(worker, { max: 1, waitMs: 10_000, stays: false })
  await lane.submitJobs(interactive, [laneCart(['milk'])])
  expect(await waiting).toHaveLength(1)
})

test('a job cancelled before it starts is never handed out, and its object says cancelled', async () => {
  const { lane } = someLane()
  const [receipt] = await lane.submitJobs(interactive, [laneCart(['milk', 'eggs'])])
  if (!receipt?.ok) throw new Error('refused')
  expect(await lane.cancel(receipt.id)).toBe(true)
  expect(await lane.pullTickets(worker, { max: 1, waitMs: 0, stays: false })).toEqual([])
  expect(await someJob(receipt.id).job.read()).toMatchObject({ status: 'cancelled', total: 2, completed: 2 })
})

test('a finished ticket is gone, and finishing under another token changes nothing', async () => {
  const { lane } = someLane()
  await lane.submitJobs(interactive, [laneCart(['milk'])])
  const [ticket] = await lane.pullTickets(worker, { max: 1, waitMs: 0, stays: false })
  await lane.finish(ticket!.id, 'not the token', { kind: 'done' })
  expect(await lane.findJob('key_a', ticket!.id)).not.toBeNull()
  await lane.finish(ticket!.id, ticket!.token, { kind: 'done' })
  expect(await lane.findJob('key_a', ticket!.id)).toBeNull()
})

test('a deferred ticket waits for its time, and says why', async () => {
  const { stub, lane } = someLane()
  await lane.submitJobs(interactive, [laneCart(['milk'])])
  const [ticket] = await lane.pullTickets(worker, { max: 1, waitMs: 0, stays: false })
  await lane.finish(ticket!.id, ticket!.token, {
    kind: 'defer',
    until: Date.now() + 60_000,
    reason: 'shop.example: 2 of 2 in flight',
  })
  expect(await lane.pullTickets(worker, { max: 1, waitMs: 0, stays: false })).toEqual([])
  await runDurableObjectAlarm(stub)
  expect(await lane.findJob('key_a', ticket!.id)).toMatchObject({
    attempt: 0,
    reason: 'shop.example: 2 of 2 in flight',
  })
})

test('a job whose worker rejects it fails with the reason', async () => {
  const { lane } = someLane()
  await lane.submitJobs(interactive, [laneCart(['milk'])])
  const [ticket] = await lane.pullTickets(worker, { max: 1, waitMs: 0, stays: false })
  await lane.finish(ticket!.id, ticket!.token, { kind: 'reject', reason: 'no place to search' })
  expect(await someJob(ticket!.id).job.read()).toMatchObject({ status: 'failed', error: 'no place to search' })
})

test('what an earlier version stored still waits, and its idempotency keys still stand', async () => {
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

test('a job of the live lane is found by every key, one of another lane by its own', async () => {
  const [shared, own] = [someLane().lane, someLane().lane]
  const [refresh] = await shared.submitJobs({ lane: 'live', shard: 0 }, [laneCart(['milk'])])
  const [job] = await own.submitJobs(interactive, [laneCart(['milk'])])
  if (!refresh?.ok || !job?.ok) throw new Error('refused')
  expect(await shared.findJob('key_b', refresh.id)).toMatchObject({ id: refresh.id, keyId: 'key_a' })
  expect(await own.findJob('key_b', job.id)).toBeNull()
})

test('whoever submits what may join a job of another key gets that one', async () => {
  const { lane } = someLane()
  const refresh = (keyId: string) => laneCart(['milk'], { keyId, coalesce: 'out_1' })
  const [first] = await lane.submitJobs({ lane: 'live', shard: 0 }, [refresh('key_a')])
  const [second] = await lane.submitJobs({ lane: 'live', shard: 0 }, [refresh('key_b')])
  expect(second).toMatchObject({ ok: true, id: first!.ok && first!.id, replayed: true })
})
