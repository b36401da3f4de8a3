import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { openDatabase } from '../../open-database.ts'
import { someImport } from './import-world.ts'

const { db } = await openDatabase()

const csv = (rows: number) =>
  `advertiser_id,advertiser_name\n${Array.from({ length: rows }, (_, n) => `A${n},Company ${n}\n`).join('')}`
const indexes = () =>
  runStatement<{ name: string }>(
    db,
    'indexes',
    sql`select indexname as name from pg_indexes where tablename = 'advertisers' order by 1`,
  )

test("an abandoned import of a host's file ends after an hour with its table unchanged", async () => {
  const before = await indexes()
  const left = await someImport(db, csv(500))
  const stop = new AbortController()
  await left.run({
    signal: stop.signal,
    rangeRows: 50,
    rowsWithoutIndexes: 1,
    onStep: ({ mergedBlocks }) => mergedBlocks > 0 && stop.abort(),
  })
  expect(await indexes()).toHaveLength(1)
  const next = await someImport(db, csv(3), { local: false })
  expect(await next.run()).toEqual([])

  await db.execute(sql`
    update imports set created_at = now() - interval '2 hours', next_attempt_at = now() - interval '61 minutes'
    where id = ${left.id}`)
  // A run that works on any due import.
  const [ended] = await left.run({ importId: undefined })
  expect(ended).toMatchObject({ id: left.id, status: 'failed' })
  expect(ended!.error).toBe('its host has made no progress for an hour')
  expect(await indexes()).toEqual(before)
  await next.expire()
  expect(await next.run()).toMatchObject([{ id: next.id, status: 'completed' }])
})
