import { readOutletItems } from '@edgesweep/db/queries/item/read.ts'
import { acceptOutlet } from '@edgesweep/db/queries/outlet/accept.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventLine, observations, observedFields } from '../../../support/observations.ts'
import { OutletModel } from '../../../support/outlet-model.ts'
import { observeItems, someOutlet } from '../../db/some.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()

test('in the database, each confirmed change is announced once, no other change is announced, and the last observation is stored', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom(0.5, 1),
      observations,
      async (confirmations, share, steps) => {
        const outletId = await someOutlet(db, { confirmations })
        const model = new OutletModel(confirmations, share)
        let known = 0
        for (const { observation, times, isAccepted } of steps) {
          // Old snapshots are archived, so the judgement must not need them.
          await runStatement(db, 'drop snapshots', sql`delete from snapshots where outlet_id = ${outletId}`)
          for (let time = 0; time < times; time++) {
            const expected = model.observe(observation)
            const items = observation === 'unreadable' ? [] : observation
            const unreadable = observation === 'unreadable' ? 'no menu' : null
            await observeItems(db, outletId, items, { unreadable, anomalyShare: share })
            const events = await eventsOf(outletId)
            expect(events.slice(known).sort()).toEqual(expected.sort())
            known = events.length
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

const storedItems = async (outletId: string) =>
  (await readOutletItems(db, { outletId, limit: 100 })).map(observedFields)

/** The outlet's events in the order of writing, as lines like those of the model. */
async function eventsOf(outletId: string): Promise<string[]> {
  const rows = await runStatement<{ kind: string; key: string | null; old: unknown; new: unknown }>(
    db,
    'events',
    sql`select e.kind, i.key, e.old, e.new from change_events e left join items i on i.id = e.item_id
      where e.outlet_id = ${outletId} order by e.observed_at, e.id`,
  )
  return rows.map((event) => eventLine(event.kind, event.key, event.old, event.new))
}
