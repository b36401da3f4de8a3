import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { cart, interactive, someJob, someLane } from './a-job.ts'

test('a submitted job is still there, and first in line, after its object was evicted', async () => {
  const { stub, lane } = someLane()
  const [receipt] = await lane.submit(interactive, [cart(['milk'])])
  if (!receipt?.ok) throw new Error('refused')
  await evictDurableObject(stub)
  expect(await lane.find(receipt.id)).toMatchObject({ id: receipt.id, forecast: { position: 1 } })
  const [ticket] = await lane.pull(1, 0)
  expect(ticket).toMatchObject({ id: receipt.id, attempt: 0, spec: { kind: 'cart', items: ['milk'] } })
})

test('a ticket under a lease is handed to nobody else, also after an eviction', async () => {
  const { stub, lane } = someLane()
  await lane.submit(interactive, [cart(['milk'])])
  expect(await lane.pull(5, 0)).toHaveLength(1)
  await evictDurableObject(stub)
  expect(await lane.pull(5, 0)).toEqual([])
})

test('the same idempotency key gives the same job, and with another body none', async () => {
  const { lane } = someLane()
  const job = (bodySha256: string) => cart(['milk'], { idempotency: { key: 'k', bodySha256 } })
  const [first] = await lane.submit(interactive, [job('a')])
  const [again, other] = await lane.submit(interactive, [job('a'), job('b')])
  expect(first).toMatchObject({ ok: true, replayed: false })
  expect(again).toMatchObject({ ok: true, replayed: true, id: first?.ok && first.id })
  expect(other).toEqual({ ok: false, reason: 'idempotency_conflict' })
  expect(await lane.pull(5, 0)).toHaveLength(1)
})

test('two callers have the same idempotency key each for itself', async () => {
  const { lane } = someLane()
  const idempotency = { key: 'k', bodySha256: 'a' }
  const receipts = await lane.submit(interactive, [
    cart(['x'], { idempotency }),
    cart(['x'], { idempotency, keyId: 'key_b' }),
  ])
  expect(receipts).toMatchObject([
    { ok: true, replayed: false },
    { ok: true, replayed: false },
  ])
})

test('a pull that waits is answered by the next submission', async () => {
  const { lane } = someLane()
  await lane.submit(interactive, [])
  const waiting = lane.pull(1, 10_000)
  await lane.submit(interactive, [cart(['milk'])])
  expect(await waiting).toHaveLength(1)
})

test('a job cancelled before it starts is never handed out, and its object says cancelled', async () => {
  const { lane } = someLane()
  const [receipt] = await lane.submit(interactive, [cart(['milk', 'eggs'])])
  if (!receipt?.ok) throw new Error('refused')
  expect(await lane.cancel(receipt.id)).toBe(true)
  expect(await lane.pull(1, 0)).toEqual([])
  expect(await someJob(receipt.id).job.read()).toMatchObject({ status: 'cancelled', total: 2, completed: 2 })
})

test('a finished ticket is gone, and finishing under another token changes nothing', async () => {
  const { lane } = someLane()
  await lane.submit(interactive, [cart(['milk'])])
  const [ticket] = await lane.pull(1, 0)
  await lane.finish(ticket!.id, 'not the token', { kind: 'done' })
  expect(await lane.find(ticket!.id)).not.toBeNull()
  await lane.finish(ticket!.id, ticket!.token, { kind: 'done' })
  expect(await lane.find(ticket!.id)).toBeNull()
})

test('a deferred ticket waits for its time, and says why', async () => {
  const { stub, lane } = someLane()
  await lane.submit(interactive, [cart(['milk'])])
  const [ticket] = await lane.pull(1, 0)
  await lane.finish(ticket!.id, ticket!.token, {
    kind: 'defer',
    until: Date.now() + 60_000,
    reason: 'shop.example: 2 of 2 in flight',
  })
  expect(await lane.pull(1, 0)).toEqual([])
  await runDurableObjectAlarm(stub)
  expect(await lane.find(ticket!.id)).toMatchObject({ attempt: 0, reason: 'shop.example: 2 of 2 in flight' })
})

test('a job whose worker rejects it fails with the reason', async () => {
  const { lane } = someLane()
  await lane.submit(interactive, [cart(['milk'])])
  const [ticket] = await lane.pull(1, 0)
  await lane.finish(ticket!.id, ticket!.token, { kind: 'reject', reason: 'no place to search' })
  expect(await someJob(ticket!.id).job.read()).toMatchObject({ status: 'failed', error: 'no place to search' })
})
