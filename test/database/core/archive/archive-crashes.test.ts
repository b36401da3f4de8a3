import type { FileStore } from '@edgesweep/core/context.ts'
import type { Database } from '@edgesweep/db/database.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { archiveOlderThan, expireArchives, fillPast, wholeHistory } from '../../../support/archive-world.ts'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()
const files = inMemoryFiles()
const past = { outlets: 20, items: 3, days: 30, changes: 2 }
const outletIds = Array.from({ length: past.outlets }, (_, n) => `out_${n + 1}`)
/** Rows per part. A day has two parts, and the rows of one outlet are in both. */
const partRows = 70

await fillPast(db, past)

// Without platform status, which is archived by the same code and would only make the test longer.
await db.execute(sql`
  insert into archives (kind, day, status)
  select 'platform_status', day, 'done' from partition_days('platform_status') as day`)

const historyOf = (outletId: string) => wholeHistory({ db, files }, 'snapshots', { outletId })

/** Dependencies of a worker that dies before its `nth` statement or use of a file. */
function dying(nth: number) {
  const life = { dead: false, deeds: 0 }
  const unlessDead =
    <Args extends unknown[], T>(deed: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      life.dead ||= life.deeds + 1 === nth
      if (life.dead) throw new Error('this worker is dead')
      life.deeds += 1
      return deed(...args)
    }
  return {
    life,
    db: { execute: unlessDead((statement: never) => db.execute(statement)) } as unknown as Database,
    files: { ...files, put: unlessDead(files.put), get: unlessDead(files.get) } satisfies FileStore,
  }
}

const stateOf = async () => {
  const [row] = await runStatement<{ done: number; under_way: number; partitions: number }>(
    db,
    'archives',
    sql`
      select count(*) filter (where status = 'done')::int as done, count(*) filter (where status <> 'done')::int as under_way,
        (select count(*)::int from pg_tables where schemaname = 'partitions') as partitions
      from archives where kind = 'snapshots'`,
  )
  return row!
}

test('the archive continues after a kill before any statement or file access, and history is always complete', async () => {
  const whole = new Map(await Promise.all(outletIds.map(async (id) => [id, await historyOf(id)] as const)))
  expect(whole.get('out_1')).toHaveLength(past.items * past.days * past.changes)
  const { partitions } = await stateOf()
  let days = 0
  let deeds = 0
  for (let isOver = false; !isOver; ) {
    // One day becomes due at a time, and each run dies at another point.
    days += 1
    const worker = dying(days)
    await archiveOlderThan(worker, past.days - days, { partRows }).catch(() => {})
    isOver = !worker.life.dead
    deeds = worker.life.deeds
    const id = outletIds[days % past.outlets]!
    expect([deeds, await historyOf(id)]).toEqual([deeds, whole.get(id)])
    await expireArchives(db)
    await archiveOlderThan({ db, files }, past.days - days, { partRows })
    const left = { done: days, under_way: 0, partitions: partitions - days }
    expect([deeds, await stateOf()]).toEqual([deeds, left])
  }
  expect(deeds).toBeGreaterThan(20)
  for (const id of outletIds) expect(await historyOf(id)).toEqual(whole.get(id))
}, 60_000)
