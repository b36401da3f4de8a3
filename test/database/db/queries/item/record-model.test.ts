import { readOutletItems, type StoredAvailability } from '@edgesweep/db/queries/item/read.ts'
import type { ObservedItem } from '@edgesweep/db/queries/item/record.ts'
import { acceptOutlet } from '@edgesweep/db/queries/outlet/accept.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'
import { observeItems, someItem, someOutlet } from '../../some.ts'
import { type Observation, OutletModel } from './telling-model.ts'

const { db } = await openDatabase()

const price = fc.constantFrom<Pick<ObservedItem, 'priceMinor' | 'currency'>>(
  { priceMinor: null, currency: null },
  { priceMinor: 100, currency: 'USD' },
  { priceMinor: 100, currency: 'USD' },
  { priceMinor: 120, currency: 'USD' },
  { priceMinor: 100, currency: 'EUR' },
)
const availability = fc.constantFrom<StoredAvailability | null>(
  null,
  'in_stock',
  'preorder',
  'out_of_stock',
  'discontinued',
)
const item = fc.option(fc.tuple(price, availability), { freq: 3 })
const listing: fc.Arbitrary<Observation> = fc
  .array(item, { minLength: 30, maxLength: 30 })
  .map((slots) =>
    slots.flatMap((slot, index) => (slot ? [someItem(`k${10 + index}`, { ...slot[0], availability: slot[1] })] : [])),
  )
const step = fc.record({
  observation: fc.oneof(
    { arbitrary: listing, weight: 5 },
    { arbitrary: fc.constant<Observation>([]), weight: 1 },
    { arbitrary: fc.constant<Observation>('unreadable'), weight: 1 },
  ),
  /** How often it is observed in a row: so that changes are confirmed, too. */
  times: fc.constantFrom(1, 1, 1, 2, 3),
  isAccepted: fc.boolean(),
})

test('whatever is observed, each change is told once it is confirmed and no other is, and what is stored is what was seen last', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom(0.5, 1),
      fc.array(step, { minLength: 8, maxLength: 8 }),
      async (confirmations, share, steps) => {
        const outletId = await someOutlet(db, { confirmations })
        const model = new OutletModel(confirmations, share)
        let told = 0
        for (const { observation, times, isAccepted } of steps) {
          // They are dropped when they are old.
          await runStatement(db, 'drop snapshots', sql`delete from snapshots where outlet_id = ${outletId}`)
          for (let time = 0; time < times; time++) {
            const expected = model.observe(observation)
            const items = observation === 'unreadable' ? [] : observation
            const unreadable = observation === 'unreadable' ? 'no menu' : null
            await observeItems(db, outletId, items, { unreadable, anomalyShare: share })
            const events = await eventsOf(outletId)
            expect(events.slice(told).sort()).toEqual(expected.sort())
            told = events.length
            expect(await storedItems(outletId)).toEqual([...model.listed.values()])
            expect((await readOutlet(db, { outletId }))!.quarantine !== null).toBe(model.isQuarantined)
          }
          if (isAccepted) {
            await acceptOutlet(db, { outletId })
            model.isAccepted = model.isQuarantined
          }
        }
      },
    ),
    { numRuns: 25, interruptAfterTimeLimit: 40_000 },
  )
}, 60_000)

async function storedItems(outletId: string) {
  const rows = await readOutletItems(db, { outletId, limit: 100 })
  return rows.map(({ key, name, priceMinor, currency, availability, url, imageUrl }) => ({
    key,
    name,
    priceMinor,
    currency,
    availability,
    url,
    imageUrl,
  }))
}

/** In the order in which they were written; as the model writes them. */
async function eventsOf(outletId: string): Promise<string[]> {
  const rows = await runStatement<{ kind: string; key: string | null; old: Side; new: Side }>(
    db,
    'events',
    sql`select e.kind, i.key, e.old, e.new from change_events e left join items i on i.id = e.item_id
      where e.outlet_id = ${outletId} order by e.observed_at, e.id`,
  )
  return rows.map(
    ({ kind, key, old, new: now }) => `${kind} ${key ? `${key} ` : ''}${sideOf(kind, old)} -> ${sideOf(kind, now)}`,
  )
}

type Side = { price?: { minor: number; currency: string } | null; [field: string]: unknown } | null

function sideOf(kind: string, side: Side): string {
  if (side === null) return 'null'
  if (kind === 'sweep.anomalous') return 'listed' in side ? `${side.listed}` : `${side.vanished} ${side.unpriced}`
  const price = side.price === undefined ? [] : [side.price && `${side.price.minor} ${side.price.currency}`]
  return [...price, ...('availability' in side ? [side.availability] : [])].map(String).join(' ')
}
