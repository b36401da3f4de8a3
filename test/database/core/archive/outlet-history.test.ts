import type { FileStore } from '@edgesweep/core/context.ts'
import { readOutletHistory } from '@edgesweep/core/history/read-outlet-history.ts'
import type { HistoryRow } from '@edgesweep/db/queries/history/read.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { archiveOlderThan, fillPast, wholeHistory } from '../../../support/archive-world.ts'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()
const stored = inMemoryFiles()
let reads = 0
const files: FileStore = {
  ...stored,
  get: (...read) => {
    reads += 1
    return stored.get(...read)
  },
}
const ctx = { db, files }
await fillPast(db, { outlets: 2, items: 5, days: 45, changes: 3 })
const whole = await wholeHistory(ctx, 'snapshots', { outletId: 'out_1' })
// One archived day in the middle keeps its partition, as after a failed archive.
await runStatement(
  db,
  'one fails',
  sql`
    insert into archives (kind, day, next_attempt_at)
    values ('snapshots', (now() at time zone 'UTC')::date - 20, now() + interval '1 hour')`,
)
await archiveOlderThan(ctx, 5, { partRows: 13 })

/** Small pseudo-random numbers, the same in each run. */
const dice = (seed: number, below: number) => Math.floor(((Math.sin(seed) + 1) * 10_000) % below)

test('a page for any item, time span and size equals that part of the whole history', async () => {
  expect(whole).toHaveLength(45 * 15)
  for (let n = 0; n < 24; n++) {
    const itemId = n % 3 > 0 ? `itm_1_${1 + dice(n, 5)}` : undefined
    const [from, to] = [whole[dice(n + 0.5, 675)]!.observed_at, whole[dice(n + 0.7, 675)]!.observed_at].sort()
    const span = n % 2 > 0 ? { from: from!, to: to! } : {}
    const limit = [1_000, 1 + dice(n + 0.3, 40), 15][n % 3]!
    const wanted = (row: HistoryRow) =>
      (!itemId || row.item_id === itemId) && (!span.from || (row.observed_at >= span.from && row.observed_at < span.to))
    const filter = { outletId: 'out_1', ...(itemId && { itemId }), ...span, limit }
    expect(await wholeHistory(ctx, 'snapshots', filter)).toEqual(whole.filter(wanted))
  }
})

test('one request reads a bounded part of the archive and returns a cursor even when it found nothing', async () => {
  const filter = { outletId: 'out_1', itemId: 'itm_none', from: null, to: null, before: null, limit: 10 }
  reads = 0
  const first = await readOutletHistory(ctx, 'snapshots', filter)
  expect(reads).toBe(31)
  expect(first).toEqual({ rows: [], next: expect.objectContaining({ observedAt: expect.any(String) }) })
  const second = await readOutletHistory(ctx, 'snapshots', { ...filter, before: first.next })
  expect(second.next!.observedAt < first.next!.observedAt).toBe(true)
})

test('a page that the table can answer reads no file', async () => {
  reads = 0
  const filter = { outletId: 'out_1', itemId: null, from: null, to: null, before: null, limit: 60 }
  expect((await readOutletHistory(ctx, 'snapshots', filter)).rows).toEqual(whole.slice(0, 60))
  expect(reads).toBe(0)
})
