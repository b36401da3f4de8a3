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

test('an id says where its ticket was given out', () => {
  fc.assert(
    fc.property(address, random, (where, bytes) => {
      const id = makeJobId(where, bytes)
      expect(id).toMatch(/^job_[0-9a-z]{21}$/)
      expect(parseJobId(id)).toEqual(where)
    }),
  )
})

test('ids of a shard sort by age', () => {
  fc.assert(
    fc.property(address, fc.nat(36 ** 4), random, random, (where, later, bytes, others) => {
      const sequence = Math.min(where.sequence + later + 1, 36 ** 8 - 1)
      fc.pre(sequence > where.sequence)
      expect(makeJobId({ ...where, sequence }, bytes) > makeJobId(where, others)).toBe(true)
    }),
  )
})

test('the random part keeps one id from being guessed from another', () => {
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
])('no lane has given out %j', (id) => {
  expect(parseJobId(id)).toBeNull()
})
