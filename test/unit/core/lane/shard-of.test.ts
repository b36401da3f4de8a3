import { shardOf } from '@edgesweep/core/lane/shard-of.ts'
import { expect, test } from 'vitest'

test('10,000 keys spread evenly over the shards, and each key always has the same shard', () => {
  const counts = Array<number>(8).fill(0)
  for (let n = 0; n < 10_000; n++) {
    const shard = shardOf({ keyId: `key_${n}`, coalesce: null }, 8)
    expect(shardOf({ keyId: `key_${n}`, coalesce: null }, 8)).toBe(shard)
    counts[shard]! += 1
  }
  expect(Math.min(...counts)).toBeGreaterThan(1_000)
  expect(Math.max(...counts)).toBeLessThan(1_500)
})

test('all refreshes of one outlet wait in one shard, for any caller', () => {
  const shards = Array.from({ length: 100 }, (_, n) => shardOf({ keyId: `key_${n}`, coalesce: 'out_1' }, 8))
  expect(new Set(shards).size).toBe(1)
})
