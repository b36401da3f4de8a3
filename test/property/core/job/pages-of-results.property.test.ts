import type { ItemResult } from '@edgesweep/core/job/job-port.ts'
import type { JobStorage } from '@edgesweep/core/job/job-storage.ts'
import { pageOfResults } from '@edgesweep/core/job/stored-parts.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'

/** A storage of results with these lengths. `read` counts the rows that were read. */
function storageOf(lengths: number[]) {
  const counted = { read: 0 }
  const storage: Pick<JobStorage, 'results'> = {
    *results(from, limit) {
      for (const [n, length] of lengths.slice(from, from + limit).entries()) {
        counted.read += 1
        const index = from + n
        yield {
          item: { index, label: '', status: 'completed', error: null, result: null } satisfies ItemResult,
          length,
        }
      }
    },
  }
  return { storage: storage as JobStorage, counted }
}

test('pages of results follow one another without a gap, and none is longer than it may be unless it has one item', () => {
  const lengths = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 })), { maxLength: 40 })
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 300 }), (all, limit, most) => {
      const { storage, counted } = storageOf(all)
      const seen: number[] = []
      while (seen.length < all.length) {
        counted.read = 0
        const page = pageOfResults(storage, seen.length, limit, most)
        expect(page.length).toBeGreaterThan(0)
        expect(page.length).toBeLessThanOrEqual(limit)
        const length = page.reduce((sum, { index }) => sum + all[index]!, 0)
        if (page.length > 1) expect(length).toBeLessThanOrEqual(most)
        expect(counted.read, 'no row is read for nothing but the one that did not fit').toBeLessThanOrEqual(
          page.length + 1,
        )
        seen.push(...page.map(({ index }) => index))
      }
      expect(seen).toEqual([...all.keys()])
    }),
    { numRuns: runs(100) },
  )
})
