import { fitRejects } from '@edgesweep/core/import/csv/fit-rejects.ts'
import { rejectsCsv } from '@edgesweep/core/import/csv/write-csv.ts'
import { maxRejectBytes, rejectRoom, rejectsLeftOut, sectionName } from '@edgesweep/core/import/reject-section.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'

const text = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '=', '漢', '😀'), maxLength: 12 })
const rejects = fc.array(fc.record({ line: fc.nat(), reason: text, row: text }), { maxLength: 40 })

test('what fits is the longest run of first rejects whose rows have at most the bytes of the room', () => {
  fc.assert(
    fc.property(rejects, fc.nat({ max: 900 }), (all, room) => {
      const { csv, leftOut } = fitRejects(all, room)
      const kept = all.length - leftOut
      const bytes = (rows: number) => Buffer.byteLength(rejectsCsv(all.slice(0, rows)))
      expect(Buffer.from(csv).toString()).toBe(rejectsCsv(all.slice(0, kept)))
      expect(csv.length).toBeLessThanOrEqual(room)
      if (leftOut > 0) expect(bytes(kept + 1)).toBeGreaterThan(room)
    }),
    { numRuns: runs(500) },
  )
})

test('any sequence of sections stays within the limit and counts each reject that it leaves out', () => {
  const step = fc.record({ bytes: fc.nat({ max: maxRejectBytes }), rejects: fc.nat({ max: 1_000 }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const rejectFiles: string[] = ['split-00001-earlier']
      let [stored, leftOut, isFull] = [0, 0, false]
      for (const [n, { bytes, rejects: some }] of steps.entries()) {
        const room = rejectRoom({ rejectFiles })
        if (isFull) expect(room).toBe(0)
        const fits = bytes <= room
        const section = { bytes: fits ? bytes : 0, leftOut: fits ? 0 : some }
        isFull ||= section.leftOut > 0
        stored += section.bytes
        leftOut += section.leftOut
        rejectFiles.push(sectionName({ step: `read-${n}-0a1b2c3d`, ...section }))
      }
      expect(stored).toBeLessThanOrEqual(maxRejectBytes)
      expect(rejectsLeftOut({ rejectFiles })).toBe(leftOut)
    }),
    { numRuns: runs(100) },
  )
})
