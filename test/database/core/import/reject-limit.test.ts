import { maxRejectBytes, rejectsLeftOut, sectionName } from '@edgesweep/core/import/reject-section.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../open-database.ts'
import { countsOf, emptyTables, someImport } from './import-world.ts'

const { db } = await openDatabase()

beforeEach(() => emptyTables(db))

const header = 'advertiser_id,advertiser_name,country\n'
const rows = 3_000
/** Rows without a key, and two that are accepted. */
const refused = `${header}A1,first,DE\n${`,${'x'.repeat(50)},DE\n`.repeat(rows)}A2,last,DE\n`
/** Rows with the same key, of which the last counts. */
const superseded = `${header}${`A1,${'x'.repeat(50)},DE\n`.repeat(rows + 1)}`

/** Leaves room for so many bytes in an import's reject file. */
const leaveRoom = (id: string, bytes: number) => {
  const full = sectionName({ step: 'superseded-00000000-0a1b2c3d', bytes: maxRejectBytes - bytes, leftOut: 0 })
  return db.execute(sql`update imports set reject_files = array[${full}::text] where id = ${id}`)
}

test.each([
  ['a file of the bucket, whose rows are refused', refused, false, 0, 2],
  ["a host's own file, whose rows are refused", refused, true, 0, 2],
  ['a file of the bucket, whose rows are superseded', superseded, false, rows, 1],
  ["a host's own file, whose rows are superseded", superseded, true, rows, 1],
])('the reject file of %s ends at its limit, and every count is exact', async (_, csv, local, duplicates, inserted) => {
  const world = await someImport(db, csv, { local })
  await leaveRoom(world.id, 10_000)
  const [ended] = await world.run({ rangeRows: 500 })
  expect(countsOf(ended!)).toEqual({
    read: rows + inserted,
    accounted: rows + inserted,
    inserted,
    updated: 0,
    unchanged: 0,
    rejected: rows,
    duplicates,
  })
  const lines = await world.rejects()
  const leftOut = rejectsLeftOut(ended!)
  expect(lines.at(-1)).toBe(`,${leftOut} more rejected rows are left out: a reject file holds at most 16 MiB,`)
  expect(lines.length - 1).toBe(rows - leftOut)
  // The next row would not have fitted.
  const stored = Buffer.byteLength(lines.slice(0, -1).join('\n')) + 1
  expect(stored).toBeLessThanOrEqual(10_000)
  expect(stored).toBeGreaterThan(10_000 - 150)
})

test('a reject file that has room for all of its rows has no last line about others', async () => {
  const world = await someImport(db, `${header},nobody,DE\nA1,first,DE\n`, { local: false })
  const [ended] = await world.run()
  expect([ended!.rejected, rejectsLeftOut(ended!)]).toEqual([1, 0])
  expect(await world.rejects()).toEqual(['2,advertiser_id is empty,",nobody,DE"'])
})
