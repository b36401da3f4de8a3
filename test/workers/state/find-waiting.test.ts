import { waitUntil } from 'cloudflare:workers'
import { findWaiting } from '@edgesweep/cloudflare/find-waiting.ts'
import { parseJobId } from '@edgesweep/core/lane/job-id.ts'
import type { LaneShard } from '@edgesweep/core/lane/lane-shard.ts'
import { expect, test } from 'vitest'
import { laneCart } from '../../support/lane-cart.ts'
import { someLane } from './a-job.ts'

const worker = { id: 'a worker', slots: 8 }
let shards = 10

/** A lane that counts its calls, with a clock that the test sets. */
function countedLane() {
  const { lane } = someLane()
  const address = { lane: 'interactive', shard: shards++ } as const
  const asked = { head: 0, block: 0, findJob: 0 }
  const counted: Pick<LaneShard, 'head' | 'block' | 'findJob'> = {
    head: (keyId: string) => {
      asked.head += 1
      return trouble ? Promise.reject(trouble) : lane.head(keyId)
    },
    block: (keyId: string, first: string, end: string) => {
      asked.block += 1
      return lane.block(keyId, first, end)
    },
    findJob: (keyId: string, jobId: string) => {
      asked.findJob += 1
      return lane.findJob(keyId, jobId)
    },
  }
  const submit = async (count: number, keyId = 'key_a') => {
    const jobs = Array.from({ length: count }, (_, n) => laneCart([`term ${n}`], { keyId }))
    return (await lane.submitJobs(address, jobs)).map((receipt) => (receipt.ok ? receipt.id : ''))
  }
  let now = 1_000_000
  let trouble: Error | null = null
  const submitLarge = async (count: number, keyId = 'key_a') => {
    const note = 'x'.repeat(500_000)
    const summary = JSON.stringify({ kind: 'cart', total: 1, metadata: { note }, tags: [] })
    const jobs = Array.from({ length: count }, (_, n) => laneCart([`term ${n}`], { keyId, summary }))
    return (await lane.submitJobs(address, jobs)).map((receipt) => (receipt.ok ? receipt.id : ''))
  }
  return {
    lane,
    asked,
    submitLarge,
    fail: (error: Error | null) => {
      trouble = error
    },
    submit,
    pass: (ms: number) => {
      now += ms
    },
    find: (jobId: string, keyId = 'key_a') =>
      findWaiting(counted, parseJobId(jobId)!, keyId, jobId, { now, keepAlive: waitUntil }),
  }
}

test('999 polls of 999 jobs make two calls to their lane', async () => {
  const { find, submit, asked } = countedLane()
  const ids = await submit(999)
  const found = []
  for (const id of ids) found.push(await find(id))
  expect(found.map((job) => job?.forecast?.position)).toEqual(ids.map((_, place) => place + 1))
  expect(found[7]).toMatchObject({ id: ids[7], kind: 'cart', total: 1, attempt: 0, metadata: {}, tags: [] })
  expect(asked).toEqual({ head: 1, block: 1, findJob: 0 })
})

test('a poll shows a place that is at most 1 s old', async () => {
  const { find, submit, lane, pass } = countedLane()
  const [, second] = await submit(2)
  expect(await find(second!)).toMatchObject({ forecast: { position: 2 } })
  await lane.pullTickets(worker, { max: 1, waitMs: 0, stays: true })
  pass(1_000)
  expect(await find(second!)).toMatchObject({ forecast: { position: 1 } })
})

test('a job that came after the cached block is looked up by its own call', async () => {
  const { find, submit, asked } = countedLane()
  const [first] = await submit(1)
  await find(first!)
  const [second] = await submit(1)
  expect(await find(second!)).toMatchObject({ id: second, forecast: { position: 2 } })
  expect(asked.findJob).toBe(1)
})

test('a poll finds a job that a worker holds, without a forecast', async () => {
  const { find, submit, lane, pass } = countedLane()
  const [first] = await submit(1)
  await lane.pullTickets(worker, { max: 1, waitMs: 0, stays: true })
  expect(await find(first!)).toMatchObject({ id: first, forecast: null })
  pass(1_000)
  expect(await find(first!)).toMatchObject({ id: first, forecast: null })
})

test("a poll finds neither another key's job nor an invented one, even with a warm cache", async () => {
  const { find, submit, pass } = countedLane()
  const [own] = await submit(2)
  const [others] = await submit(1, 'key_b')
  await find(own!)
  const invented = `${own!.slice(0, -10)}0000000000`
  for (let second = 0; second < 2; second++) {
    expect(await find(others!)).toBeNull()
    expect(await find(invented)).toBeNull()
    expect(await find(others!, 'key_b')).toMatchObject({ forecast: { position: 1 } })
    pass(1_000)
  }
})

test('300 polls at once make one call for the head and one for the block, in a new process and a second later', async () => {
  const { find, submit, asked, pass } = countedLane()
  const ids = await submit(300)
  for (const calls of [1, 2]) {
    const found = await Promise.all(ids.map((id) => find(id)))
    expect(found.map((job) => job?.forecast?.position)).toEqual(ids.map((_, place) => place + 1))
    expect(asked).toEqual({ head: calls, block: calls, findJob: 0 })
    pass(3_000)
  }
})

test('while the lane fails, 50 polls make one call, and half a second later one more', async () => {
  const { find, submit, asked, pass, fail } = countedLane()
  const [id] = await submit(1)
  await find(id!)
  pass(3_000)
  fail(new Error('object reset'))
  for (const calls of [2, 3]) {
    const answers = await Promise.allSettled(Array.from({ length: 50 }, () => find(id!)))
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 'rejected', reason: { message: 'object reset' } })
    await expect(find(id!)).rejects.toThrow('object reset')
    expect(asked.head).toBe(calls)
    pass(500)
  }
  fail(null)
  expect(await find(id!)).toMatchObject({ id })
})

test('a block whose summaries are too long for a call comes in parts, each fetched once', async () => {
  const { find, submitLarge, asked } = countedLane()
  const ids = [...(await submitLarge(10)), ...(await submitLarge(10)), ...(await submitLarge(10))]
  for (let round = 0; round < 2; round++) {
    for (const id of ids) expect(await find(id)).toMatchObject({ id, metadata: { note: expect.any(String) } })
  }
  // 16 summaries of half a million characters fit into a part. The last part grows while jobs are submitted.
  expect(asked).toMatchObject({ head: 1, block: 2, findJob: 0 })
})
