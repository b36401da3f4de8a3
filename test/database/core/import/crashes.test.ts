import type { Database } from '@edgesweep/db/database.ts'
import { claimImport } from '@edgesweep/db/queries/import/claim.ts'
import { finishImport } from '@edgesweep/db/queries/import/finish.ts'
import { stageImportRows } from '@edgesweep/db/queries/import/stage-rows.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../open-database.ts'
import { advertisersCsv, advertisersOf, countsOf, emptyTables, leftovers, someImport } from './import-world.ts'

const { db } = await openDatabase()

beforeEach(() => emptyTables(db))

/** Renames every tenth of the table's 3,000 rows, adds 1,100, repeats 40 keys, and has two rows that do not fit. */
const before = advertisersCsv(3_000)
const repeated = advertisersCsv(40, (n) => `Repeated ${n}`)
  .split('\n')
  .slice(1)
  .join('\n')
const file = `${repeated}${advertisersCsv(4_100, (n) => (n % 10 === 0 ? `Renamed ${n}` : `Company No ${n}`)).replace(/^.*\n/, '')}AR1,\nAR2,,\n`
const csv = `advertiser_id,advertiser_name,country\n${file}`

/** The result of importing `csv` without failures. */
async function undisturbed({ first, local }: { first: boolean; local: boolean }) {
  await emptyTables(db)
  if (!first) await (await someImport(db, before)).run()
  const some = await someImport(db, csv, { local })
  const [ended] = await some.run()
  return { stored: await advertisersOf(db), counts: countsOf(ended!), rejects: (await some.rejects()).sort() }
}

/** A connection whose worker dies at its `nth` statement: before it, or after its commit but before the answer. */
function dying(nth: number, after: boolean): Database & { dead: boolean; statements: number } {
  const through = {
    dead: false,
    statements: 0,
    execute: async (statement: never) => {
      through.statements += 1
      if (through.dead) throw new Error('this worker is dead')
      through.dead = through.statements >= nth
      if (through.dead && !after) throw new Error('this worker is dead')
      const result = await db.execute(statement)
      if (through.dead) throw new Error('this worker is dead')
      return result
    },
  }
  return through as never
}

test.each([
  { first: true, local: true },
  { first: false, local: false },
])(
  'another run continues after a kill before or after any statement, with the same table in the end: %o',
  async (how) => {
    const wanted = await undisturbed(how)
    expect(wanted.counts.read).toBe(wanted.counts.accounted)
    expect(wanted.counts.duplicates).toBe(40)
    let all = 0
    for (let nth = 1, isOver = false; !isOver; nth++) {
      await emptyTables(db)
      if (!how.first) await (await someImport(db, before)).run()
      const some = await someImport(db, csv, { local: how.local })
      const through = dying(nth, nth % 2 === 0)
      await some.run({}, some.contextOf(through)).catch(() => {})
      isOver = !through.dead
      all = through.statements
      await some.expire()
      await some.run()
      const row = await some.row()
      expect([nth, row.status, countsOf(row)]).toEqual([nth, 'completed', wanted.counts])
      expect(await advertisersOf(db)).toEqual(wanted.stored)
      expect((await some.rejects()).sort()).toEqual(wanted.rejects)
      expect(await leftovers(db)).toEqual({ staged: 0, sorted: 0, markers: 0, indexes: 4 })
    }
    expect(all).toBeGreaterThan(12)
  },
  120_000,
)

/** Empties the unlogged tables, as a crash of the server does. */
const loseStaging = () => db.execute(sql`truncate import_markers, staged_advertisers, sorted_advertisers`)

test.each(['staging', 'merging'] as const)(
  'rows lost in a server crash while it is %s are detected and staged again',
  async (status) => {
    const wanted = await undisturbed({ first: false, local: true })
    for (const local of [true, false]) {
      await emptyTables(db)
      await (await someImport(db, before)).run()
      const some = await someImport(db, csv, { local })
      let lost = 0
      const stage: typeof some.ctx.stage = async (...batch) => {
        if (status === 'staging' && ++lost === 2) await loseStaging()
        return some.ctx.stage(...batch)
      }
      const stopped = new AbortController()
      const onStep = (row: { mergedBlocks: number }) => status === 'merging' && row.mergedBlocks > 0 && stopped.abort()
      await some.run({ signal: stopped.signal, onStep }, { ...some.ctx, stage })
      if (status === 'merging') {
        expect(await some.row()).toMatchObject({ status: 'merging' })
        await loseStaging()
        await some.run()
      }
      const row = await some.row()
      expect([local, countsOf(row)]).toEqual([local, wanted.counts])
      expect(await advertisersOf(db)).toEqual(wanted.stored)
      expect((await some.rejects()).sort()).toEqual(wanted.rejects)
    }
  },
)

test('a late worker changes nothing after another has taken over', async () => {
  const some = await someImport(db, advertisersCsv(10))
  const claim = { leaseSeconds: 60, maxAttempts: 5, importId: some.id }
  const late = await claimImport(db, { instance: 'a', token: 'late', ...claim })
  expect(await claimImport(db, { instance: 'b', token: 'early', ...claim })).toBeNull()
  await some.expire()
  const stopped = new AbortController()
  await some.run({ signal: stopped.signal, onStep: (row) => row.status === 'staging' && stopped.abort() })
  await claimImport(db, { instance: 'b', token: 'now', ...claim })
  const { step } = await some.row()
  const rows = [{ line: 2, cells: ['AR1', 'One', 'one', ''] }]
  const batch = { rowsStaged: 1, rowsRead: 1, rejected: 0, rejectFile: null }
  const rest = { position: null, readShare: 1, last: true }
  const hold = { importId: some.id, token: 'late', step, leaseSeconds: 60 }
  expect(await stageImportRows(db, hold, 'advertisers', rows, { ...batch, ...rest })).toBeNull()
  expect(await finishImport(db, { ...hold, step: late!.step })).toBeNull()
  const now = { ...hold, token: 'now' }
  expect(await stageImportRows(db, now, 'advertisers', rows, { ...batch, ...rest })).toMatchObject({ rowsStaged: 1 })
  expect(await stageImportRows(db, now, 'advertisers', rows, { ...batch, ...rest })).toBeNull()
  expect((await db.execute(sql`select count(*)::int as rows from staged_advertisers`)).rows).toEqual([{ rows: 1 }])
})

test('an import whose workers die without a step fails after some attempts, and says so', async () => {
  const some = await someImport(db, advertisersCsv(10))
  const claim = { instance: 'a', leaseSeconds: 60, maxAttempts: 3, importId: some.id }
  for (let claims = 1; claims <= 3; claims++) {
    await claimImport(db, { ...claim, token: `t${claims}` })
    await some.expire()
  }
  await some.run({ maxAttempts: 3 })
  const row = await some.row()
  expect(row).toMatchObject({ status: 'failed' })
  expect(row.error).toContain('given up after 3 attempts without progress')
  expect(await leftovers(db)).toEqual({ staged: 0, sorted: 0, markers: 0, indexes: 4 })
})
