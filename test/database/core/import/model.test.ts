import { csvLine } from '@edgesweep/core/import/csv/write-csv.ts'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDatabase } from '../../open-database.ts'
import { advertisersOf, countsOf, emptyTables, someImport } from './import-world.ts'

const { db } = await openDatabase()

/** Few keys, so that they repeat, and texts that a careless statement would misread. */
const key = fc.constantFrom('AR1', 'AR2', 'ar2', 'AR10', 'é', "it's", '\\N', 'a,b', '"q"')
const text = fc.constantFrom(
  'One',
  'ONE',
  'Two\nlines',
  '\\N',
  'tab\there',
  'back\\slash',
  "quote'd",
  '"double"',
  'ünï',
  '$1',
)
const country = fc.constantFrom('', '', 'DE', 'US', 'Côte d’Ivoire')
const stored = fc.uniqueArray(fc.tuple(key, text, text, country), { selector: ([id]) => id })
const read = fc.array(fc.tuple(key, text, text, country), { maxLength: 30 })

type Row = [id: string, name: string, normalized: string, country: string]

const asStored = ([id, name, normalized, place]: Row) => ({
  advertiser_id: id,
  advertiser_name: name,
  advertiser_name_normalized: normalized,
  country: place === '' ? null : place,
})

/** The expected rows of the table after `file`, and the expected counts of its rows. */
function expected(before: Row[], file: Row[]) {
  const table = new Map(before.map((row) => [row[0], row]))
  const counts = { inserted: 0, updated: 0, unchanged: 0 }
  for (const [id, row] of new Map(file.map((row) => [row[0], row]))) {
    const known = table.get(id)
    if (!known) counts.inserted += 1
    else if (known.join('\0') === row.join('\0')) counts.unchanged += 1
    else counts.updated += 1
    table.set(id, row)
  }
  const rows = [...table.values()].map(asStored)
  return {
    rows: rows.sort((a, b) => Buffer.compare(Buffer.from(a.advertiser_id), Buffer.from(b.advertiser_id))),
    counts,
  }
}

test('a merge keeps the last row of each key, counts each row once, and changes no other row', async () => {
  await fc.assert(
    fc.asyncProperty(stored, read, fc.boolean(), fc.boolean(), async (before, file, local, isFirst) => {
      await emptyTables(db)
      const known = isFirst ? [] : before
      for (const row of known) {
        const { advertiser_id: id, advertiser_name: name, ...rest } = asStored(row)
        await db.execute(
          sql`insert into advertisers values (${id}, ${name}, ${rest.advertiser_name_normalized}, ${rest.country})`,
        )
      }
      const header = ['advertiser_id', 'advertiser_name', 'advertiser_name_normalized', 'country']
      const some = await someImport(db, [header, ...file].map(csvLine).join(''), { local })
      const [ended] = await some.run({ rowsWithoutIndexes: 10 })
      const { rows, counts } = expected(known, file)
      expect(await advertisersOf(db)).toEqual(rows)
      const { inserted, updated, unchanged } = counts
      const duplicates = file.length - inserted - updated - unchanged
      expect(countsOf(ended!)).toEqual({
        read: file.length,
        accounted: file.length,
        ...counts,
        rejected: duplicates,
        duplicates,
      })
    }),
    { numRuns: 40 },
  )
}, 60_000)
