import { systemDeskClock } from '@edgesweep/core/desk-clock.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import type { JobRequest } from '@edgesweep/core/job/job-spec.ts'
import { submitJob, submitJobs } from '@edgesweep/core/job/submit-job.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import type { Database } from '@edgesweep/db/database.ts'
import { listSweeps } from '@edgesweep/db/queries/sweep/list.ts'
import { type SQL, sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { beforeEach, expect, test } from 'vitest'
import { changed } from '../../../support/changed.ts'
import { inMemoryLanes } from '../../../support/storage/in-memory-lanes.ts'
import { rowsOf, someOutlet } from '../../db/some.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()
const caller = { keyId: 'key_a', scopes: [] }
const dialect = new PgDialect()
const down = new Error('the database does not answer')

beforeEach(async () => {
  await db.execute(sql`delete from outlets`)
  await db.execute(sql`delete from sweeps`)
})

type Context = Parameters<typeof submitJob>[0]

const context = (changes: Partial<Context> = {}): Context => ({
  ...{ db, clock: systemClock, settings: settingsFrom({}) },
  log: { info: () => {}, warn: () => {}, error: () => {} },
  lanes: inMemoryLanes(systemDeskClock, () => {}),
  ...changes,
})

/** The database, in which the statements that `fails` chooses, by their text and number, fail. */
function failing(fails: (text: string, number: number) => boolean): Database {
  let number = 0
  const execute = async (query: SQL) => {
    if (fails(dialect.sqlToQuery(query).sql, ++number)) throw down
    return db.execute(query)
  }
  return { execute } as unknown as Database
}

const someOutlets = (count: number) => Promise.all(Array.from({ length: count }, () => someOutlet(db)))
const sweepOf = (outletIds: string[]): JobRequest => ({ kind: 'sweep', outlet_ids: outletIds })
const held = async () => (await rowsOf(db, 'outlets', 'id')).filter((row) => row.sweep_lease_expires_at !== null)
const statuses = async () => (await listSweeps(db, { limit: 10 })).map(({ status }) => status)

test.each([2, 3])('a sweep of 60 outlets whose claim fails in statement %i holds no outlet', async (at) => {
  const outletIds = await someOutlets(60)
  const ctx = context({ db: failing((_, number) => number === at) })
  await expect(submitJob(ctx, caller, sweepOf(outletIds), null)).rejects.toThrow(down.message)
  expect(await held()).toEqual([])
  expect(await statuses()).toEqual(['failed'])
})

test('a sweep in a batch whose other job cannot be prepared, or that its lane does not take, holds no outlet', async () => {
  const outletIds = await someOutlets(3)
  const page: JobRequest = { kind: 'outlet', outlet_id: outletIds[0]! }
  const wanted = [sweepOf(outletIds), page].map((request) => ({ request, idempotency: null }))
  const unread = context({ db: failing((text) => /^select .* from "outlets"/s.test(text)) })
  await expect(submitJobs(unread, caller, wanted)).rejects.toThrow(down.message)
  expect(await held()).toEqual([])
  const away = changed(
    inMemoryLanes(systemDeskClock, () => {}),
    {
      submit: () => Promise.reject(new Error('the lane does not answer')),
    },
  )
  await expect(submitJob(context({ lanes: away }), caller, sweepOf(outletIds), null)).rejects.toThrow('the lane')
  expect(await held()).toEqual([])
  expect(await statuses()).toEqual(['failed', 'failed'])
})

test('a sweep whose job is stored runs, even if its job cannot be noted', async () => {
  const outletIds = await someOutlets(3)
  const ctx = context({ db: failing((text) => /update "sweeps"/.test(text)) })
  await expect(submitJob(ctx, caller, sweepOf(outletIds), null)).resolves.toMatchObject({ ok: true })
  expect(await statuses()).toEqual(['running'])
  expect(await held()).toHaveLength(3)
})

test('two equal sweeps that arrive together under one Idempotency-Key are one job', async () => {
  const outletIds = await someOutlets(3)
  const ctx = context()
  const receipts = await Promise.all([1, 2, 3].map(() => submitJob(ctx, caller, sweepOf(outletIds), 'once')))
  expect(new Set(receipts.map(({ id }) => id)).size).toBe(1)
  expect((await held()).map((row) => row.id)).toEqual(outletIds.toSorted())
  const others = submitJob(ctx, caller, sweepOf(outletIds), 'another key')
  await expect(others).rejects.toThrow(EdgesweepError)
  await expect(others).rejects.toMatchObject({ code: 'conflict' })
})
