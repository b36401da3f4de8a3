import { serialize } from 'node:v8'
import { bytesInCall, fitTogether, mostBytes, mostJobs, partsOf } from '@edgesweep/cloudflare/call-parts.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { laneCart } from '../../support/lane-cart.ts'
import { runs } from '../../support/property-runs.ts'

const job = fc.record({
  letter: fc.constantFrom('x', 'é', 'й', '💥'),
  length: fc.oneof(fc.integer({ max: 2_000, min: 1 }), fc.integer({ min: 1, max: 9 * 2 ** 20 })),
})

test('jobs come in parts that fit into a call, in their order, and in no more parts than needed by greed', () => {
  fc.assert(
    fc.property(fc.array(job, { maxLength: 12 }), (jobs) => {
      const carts = jobs.map(({ letter, length }, n) =>
        laneCart([], { keyId: `key ${n}`, spec: letter + 'x'.repeat(length) }),
      )
      const parts = partsOf(carts)
      expect(parts.flatMap((part) => part.jobs)).toEqual(carts)
      for (const { jobs, bytes } of parts) {
        expect(jobs.length).toBeGreaterThan(0)
        if (jobs.length > 1) expect(bytes).toBeLessThanOrEqual(mostBytes)
      }
      for (const [n, part] of parts.entries()) {
        const next = parts[n + 1]
        if (next) expect(fitTogether(part, { ...partsOf([next.jobs[0]!])[0]! })).toBe(false)
      }
    }),
    { numRuns: runs(50) },
  )
  expect(partsOf(Array(mostJobs + 1).fill(laneCart(['milk']))).map(({ jobs }) => jobs.length)).toEqual([mostJobs, 1])
})

test("the bytes of a text in a call are those of V8's serialisation, but for its header", () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const extra = serialize(text).byteLength - bytesInCall(text)
      expect(extra).toBeGreaterThanOrEqual(0)
      expect(extra).toBeLessThan(8)
    }),
    { numRuns: runs(100) },
  )
})
