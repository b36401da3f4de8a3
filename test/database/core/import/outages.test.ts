import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../open-database.ts'
import { advertisersCsv, advertisersOf, emptyTables, leftovers, someImport } from './import-world.ts'

const { db } = await openDatabase()

beforeEach(() => emptyTables(db))

const away = async () => {
  throw new Error('get: We encountered an internal error. Please try again. (10001)')
}

/** An import from a bucket that does not answer, with its workers. */
async function withoutBucket() {
  const some = await someImport(db, advertisersCsv(2_000), { local: false })
  const { get, put } = some.files
  const close = () => Object.assign(some.files, { get: away, put: away })
  const open = () => Object.assign(some.files, { get, put })
  const pause = async () => {
    const { rows } = await db.execute(
      sql`select extract(epoch from next_attempt_at - now())::float8 as seconds from imports where id = ${some.id}`,
    )
    return (rows[0] as { seconds: number }).seconds
  }
  const lasted = (seconds: number) =>
    db.execute(
      sql`update imports set outage_since = now() - make_interval(secs => ${seconds}::int) where id = ${some.id}`,
    )
  close()
  return { ...some, open, close, pause, lasted }
}

test('an import does not fail while the bucket is away, and pauses longer the longer that lasts', async () => {
  const some = await withoutBucket()
  const pauses: number[] = []
  for (const seconds of [0, 4, 30, 3_600, 80_000]) {
    if (seconds > 0) await some.lasted(seconds)
    for (let round = 0; round < 3; round++) {
      await some.run()
      pauses.push(await some.pause())
      expect(await some.row()).toMatchObject({
        status: 'splitting',
        ending: null,
        attempts: 0,
        error: expect.stringContaining('10001'),
      })
      await some.expire()
    }
  }
  expect(Math.max(...pauses.slice(0, 3))).toBeLessThan(4)
  expect(Math.min(...pauses.slice(6, 9))).toBeGreaterThan(20)
  expect(Math.max(...pauses)).toBeLessThan(61)
  some.open()
  await some.run()
  expect(await some.row()).toMatchObject({ status: 'completed', error: null, outageSeconds: null })
  expect(await advertisersOf(db)).toHaveLength(2_000)
})

test('a step ends an outage: the next one begins anew', async () => {
  const some = await withoutBucket()
  await some.run()
  await some.lasted(80_000)
  await some.expire()
  some.open()
  const stopped = new AbortController()
  await some.run({ signal: stopped.signal, onStep: () => stopped.abort() })
  expect((await some.row()).step).toBeGreaterThan(0)
  some.close()
  await some.expire()
  await some.run()
  expect((await some.row()).outageSeconds ?? 0).toBeLessThan(60)
})

test.each([true, false])(
  'an import that an outage keeps for a day fails with our fault as the reason, even while its file cannot be deleted: %s',
  async (returns) => {
    const some = await withoutBucket()
    await some.run()
    await some.lasted(86_400)
    await some.expire()
    if (returns) Object.assign(some.files, { put: away })
    await some.run()
    const error = expect.stringContaining('a fault of this service kept it from ending: get: We encountered')
    expect(await some.row()).toMatchObject({ ending: 'failed', error })
    if (returns) some.open()
    else {
      expect(await some.row()).toMatchObject({ status: 'splitting', error })
      await some.lasted(86_400)
    }
    await some.expire()
    await some.run()
    expect(await some.row()).toMatchObject({ status: 'failed', error })
    expect(await leftovers(db)).toEqual({ staged: 0, sorted: 0, markers: 0, indexes: 4 })
  },
)
