import { summarizeJob } from '@edgesweep/core/job/plan-job.ts'
import { parseJobId } from '@edgesweep/core/lane/job-id.ts'
import type { LaneShard } from '@edgesweep/core/lane/lane-shard.ts'
import { shardOf } from '@edgesweep/core/lane/shard-of.ts'
import { shardedLanes } from '@edgesweep/core/lane/sharded-lanes.ts'
import { expect, test } from 'vitest'
import { inMemoryLanes } from '../../../support/storage/in-memory-lanes.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'
import { cart } from '../../../support/worker-world.ts'

const shards = 4
const keys = Array.from({ length: 20 }, (_, n) => `key_${n}`)
const cartOf = (keyId: string) => ({
  keyId,
  spec: cart('milk'),
  deadlineSeconds: 3_600,
  coalesce: null,
  idempotency: null,
})

const someLanes = () => inMemoryLanes(new VirtualClock(), () => {}, shards)

test('each job goes to the shard of its key, and the receipts have the order of the jobs', async () => {
  const lanes = someLanes()
  const receipts = await lanes.submit('bulk', keys.map(cartOf))
  const addresses = receipts.map((receipt) => parseJobId(receipt.ok ? receipt.id : ''))
  expect(addresses.map((address) => address?.shard)).toEqual(
    keys.map((keyId) => shardOf({ keyId, coalesce: null }, shards)),
  )
  expect(new Set(addresses.map((address) => address?.lane))).toEqual(new Set(['bulk']))
})

test('the summary of a lane adds up its shards and lists the running jobs first', async () => {
  const lanes = someLanes()
  await lanes.submit('bulk', keys.map(cartOf))
  await lanes.submit('live', [cartOf('key_0')])
  await lanes.pull('bulk', 3, { id: 'w', slots: 1 }, { max: 1, waitMs: 0, stays: true })
  const summary = await lanes.summary('bulk')
  expect(summary).toMatchObject({ lane: 'bulk', waiting: 19, running: 1 })
  expect(summary.jobs.map(({ running }) => running)).toEqual([true, ...Array(19).fill(false)])
})

test('an id that no lane issued is not found and cannot be cancelled', async () => {
  const lanes = someLanes()
  for (const id of ['nonsense', 'job_i00000000990000000000']) {
    expect(await lanes.findNow('key_0', id)).toBeNull()
    expect(await lanes.cancel(id)).toBe(false)
  }
})

test('a worker keeps its tickets beside a shard of an earlier version, which answers a renewal with ids, and gives back none', async () => {
  const desk = { renewTickets: async () => ['job_1', 'job_2'] } as unknown as LaneShard
  const lanes = shardedLanes({ shards, at: () => desk, summarize: summarizeJob })
  const { kept, waiting } = await lanes.renew('bulk', 0, { id: 'w', slots: 1 }, [{ id: 'job_1', token: 't' }])
  expect(kept.map(({ id }) => id)).toEqual(['job_1', 'job_2'])
  expect(waiting).toEqual([])
})
