import { migrate } from '@edgesweep/db/migrate.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { openDatabase } from '../open-database.ts'

const { db, url } = await openDatabase({ empty: true })

const applied = () =>
  runStatement<{ hash: string }>(db, 'applied', sql`select hash from drizzle.__drizzle_migrations order by id`)

test('concurrent calls of migrate apply each migration once, and a later call applies none', async () => {
  await Promise.all([migrate(url), migrate(url), migrate(url)])
  const first = await applied()
  expect(first.length).toBeGreaterThan(0)
  expect(new Set(first.map(({ hash }) => hash)).size).toBe(first.length)
  await migrate(url)
  expect(await applied()).toEqual(first)
})

test('a thousand ids that new_id makes in one statement are distinct ULIDs with the time of the database clock', async () => {
  const [row] = await runStatement<{ ids: string[]; now: string }>(
    db,
    'ids',
    sql`select array_agg(new_id('evt_')) as ids, iso_time(now()) as now from generate_series(1, 1000)`,
  )
  for (const id of row!.ids) expect(id).toMatch(/^evt_[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
  expect(new Set(row!.ids).size).toBe(1000)
  const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  const time = [...row!.ids[0]!.slice(4, 14)].reduce((sum, digit) => sum * 32 + digits.indexOf(digit), 0)
  expect(Math.abs(time - Date.parse(row!.now))).toBeLessThanOrEqual(1)
})
