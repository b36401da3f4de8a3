import { makeJobId, parseJobId } from '@edgesweep/core/lane/job-id.ts'
import { laneNames } from '@edgesweep/core/lane/lane.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const address = fc.record({
  lane: fc.constantFrom(...laneNames),
  shard: fc.nat(36 ** 2 - 1),
  sequence: fc.nat(Number.MAX_SAFE_INTEGER).map((n) => n % 36 ** 8),
})
const random = fc.uint8Array({ minLength: 10, maxLength: 16 })

test('a job id names the lane and the shard that issued it', () => {
  fc.assert(
    fc.property(address, random, (where, bytes) => {
      const id = makeJobId(where, bytes)
      expect(id).toMatch(/^job_[0-9a-z]{21}$/)
      expect(parseJobId(id)).toEqual(where)
    }),
  )
})

test('the job ids of a shard sort by age', () => {
  fc.assert(
    fc.property(address, fc.nat(36 ** 4), random, random, (where, later, bytes, others) => {
      const sequence = Math.min(where.sequence + later + 1, 36 ** 8 - 1)
      fc.pre(sequence > where.sequence)
      expect(makeJobId({ ...where, sequence }, bytes) > makeJobId(where, others)).toBe(true)
    }),
  )
})

test('job ids with the same sequence number differ in their random part', () => {
  const ids = Array.from({ length: 1_000 }, () =>
    makeJobId({ lane: 'bulk', shard: 0, sequence: 1 }, crypto.getRandomValues(new Uint8Array(10))),
  )
  expect(new Set(ids).size).toBe(1_000)
})

test.each([
  '',
  'job_',
  'job_x0000000001aaaaaaaaaa',
  'job_i00000000010',
  'JOB_i0000000001aaaaaaaaaa',
  'out_i0000000001aaaaaaaaaa',
  'job_i0000000001aaaaaaaaaa\n',
  'job_i0000000001aaaaaaaaa-',
])('a text that no lane issued is not a job id: %j', (id) => {
  expect(parseJobId(id)).toBeNull()
})
