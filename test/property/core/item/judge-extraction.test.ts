import { type Extraction, judgeExtraction } from '@edgesweep/core/item/judge-extraction.ts'
import type { StoredListing } from '@edgesweep/db/queries/item/read-listing.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventLine, observations, observedFields } from '../../../support/observations.ts'
import { OutletModel } from '../../../support/outlet-model.ts'
import { runs } from '../../../support/property-runs.ts'

/** An outlet in memory, which applies the changes of each verdict. */
class MemoryOutlet {
  #time = 0
  #stored: StoredListing

  constructor(confirmations: number) {
    const unknown = { lastExtractedAt: null, quarantinedAt: null, quarantine: null, items: [] }
    this.#stored = { id: 'out_1', confirmations, ...unknown } as unknown as StoredListing
  }

  get isQuarantined(): boolean {
    return this.#stored.quarantine !== null
  }

  get listed() {
    const listed = this.#stored.items.filter((item) => item.listed)
    return listed.map(observedFields)
  }

  accept(): void {
    const { quarantine } = this.#stored
    this.#stored.quarantine = quarantine && { ...quarantine, accepted: true }
  }

  /** Records an extraction and returns its events and the number of written items. */
  record(extraction: Extraction): { events: string[]; written: number } {
    const { write } = judgeExtraction(this.#stored, extraction)
    if (write.isRefused && !write.quarantine) return { events: [], written: 0 }
    const now = `${String(++this.#time).padStart(6, '0')}`
    const items = new Map(this.#stored.items.map((item) => [item.key, item]))
    for (const { isChanged: _, hasSnapshot: __, id, ...item } of write.changes)
      items.set(item.key, { ...item, id: id ?? `itm_${item.key}` })
    this.#stored = {
      ...this.#stored,
      lastExtractedAt: write.isRefused ? this.#stored.lastExtractedAt : now,
      quarantinedAt: write.quarantine && now,
      quarantine: write.quarantine,
      items: [...items.values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
    }
    const events = write.events.map((event) => eventLine(event.kind, event.key, event.old, event.new))
    return { events, written: write.changes.length }
  }
}

test('each confirmed change is announced once, no other change is announced, and the last observation is stored', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom(0.5, 1),
      observations,
      (confirmations, anomalyShare, steps) => {
        const [outlet, model] = [new MemoryOutlet(confirmations), new OutletModel(confirmations, anomalyShare)]
        for (const { observation, times, isAccepted } of steps) {
          const isUnreadable = observation === 'unreadable'
          const extraction = {
            items: isUnreadable ? [] : observation,
            unreadable: isUnreadable ? 'no menu' : null,
            anomalyShare,
          }
          for (let time = 0; time < times; time++) {
            const expected = model.observe(observation)
            expect(outlet.record(extraction).events.sort()).toEqual(expected.sort())
            expect(outlet.listed).toEqual([...model.listed.values()])
            expect(outlet.isQuarantined).toBe(model.isQuarantined)
          }
          if (isAccepted) {
            outlet.accept()
            model.isAccepted = model.isQuarantined
          }
        }
      },
    ),
    { numRuns: runs(500) },
  )
})

test('a repeated extraction writes no item once its changes are confirmed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), observations, (confirmations, steps) => {
      const outlet = new MemoryOutlet(confirmations)
      for (const { observation } of steps) {
        if (observation === 'unreadable') continue
        const extraction = { items: observation, anomalyShare: 1 }
        for (let time = 0; time < confirmations; time++) outlet.record(extraction)
        expect(outlet.record(extraction)).toEqual({ events: [], written: 0 })
      }
    }),
    { numRuns: runs(200) },
  )
})
