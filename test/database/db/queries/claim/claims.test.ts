import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'
import { beginAlone } from '@edgesweep/db/queries/claim/begin-alone.ts'
import { type ClaimCursor, claimRecords } from '@edgesweep/db/queries/claim/claim-records.ts'
import { releaseClaims } from '@edgesweep/db/queries/claim/release.ts'
import { releaseStaleClaims } from '@edgesweep/db/queries/claim/release-stale.ts'
import { renewClaims } from '@edgesweep/db/queries/claim/renew.ts'
import { type Return, returnClaims } from '@edgesweep/db/queries/claim/return.ts'
import { countDueRecords } from '@edgesweep/db/queries/record/count-due.ts'
import { finishCreatives } from '@edgesweep/db/queries/record/finish-creatives.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await runStatement(db, 'none', sql`truncate creatives, file_tasks, profiles`)
})

const idOf = (n: number) => `cre_${String(n).padStart(4, '0')}`
const add = (count: number) =>
  runStatement(
    db,
    'add',
    sql`
      insert into creatives (id, url)
      select 'cre_' || lpad(n::text, 4, '0'), 'https://ads.example/' || n from generate_series(0, ${count - 1}::int) as n`,
  )
const claim = (
  token: string,
  { limit = 100, leaseSeconds = 60, after = null as ClaimCursor | null, instance = 'host-1' } = {},
) => claimRecords<ClaimedRow & { url: string }>(db, 'creatives', { instance, token, limit, leaseSeconds, after })
const claimOne = async (token: string, options = {}) => {
  await add(1)
  return (await claim(token, options))[0]!
}
const stale = (maxAttempts = 5) => releaseStaleClaims(db, 'creatives', { maxAttempts, limit: 100 })
const giveBack = (token: string, ...ends: Return[]) =>
  returnClaims(
    db,
    'creatives',
    ends.map((end, n) => ({ id: idOf(n), token, ...end })),
  )
const record = async (n = 0) =>
  (
    await runStatement<Record<string, unknown>>(
      db,
      'record',
      sql`
        select status, attempts, throttles, claimed_from, claimed_by, error, lease_token, ended_at is not null as ended,
          next_attempt_at > now() + interval '59 minutes' as later
        from creatives where id = ${idOf(n)}`,
    )
  )[0]!
const reading = { title: 'Shoes', bodyText: 'New shoes', landingUrl: 'https://shoes.example/' }

describe('claiming', () => {
  test('concurrent claims give every record to exactly one worker', async () => {
    await add(60)
    const claims = await Promise.all(Array.from({ length: 10 }, (_, n) => claim(`t${n}`, { limit: 9 })))
    const ids = claims.flat().map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length + (await claim('rest')).length).toBe(60)
  })

  test('a claim returns the longest due records first, with their URL, and stores the instance that claimed them', async () => {
    await add(5)
    const rows = await claim('t', { limit: 2 })
    expect(rows.map(({ id }) => id)).toEqual([idOf(0), idOf(1)])
    expect(rows[0]).toMatchObject({ url: 'https://ads.example/0', from: 'pending', attempt: 1, throttles: 0 })
    expect(await record()).toMatchObject({ status: 'processing', claimed_from: 'pending', claimed_by: 'host-1' })
    expect(await countDueRecords(db, 'creatives', 1_000)).toBe(3)
    expect(await countDueRecords(db, 'creatives', 2)).toBe(2)
  })

  test('a claim with a cursor returns only records after the cursor', async () => {
    await add(6)
    const last = (await claim('t1', { limit: 3 })).at(-1)!
    await giveBack('t1', { outcome: 'unused' })
    const after = { dueAt: last.dueAt, id: last.id }
    expect((await claim('t2', { limit: 2, after })).map(({ id }) => id)).toEqual([idOf(3), idOf(4)])
    // Returned records are due from now on, so they also come after the cursor.
    expect((await claim('t3', { after })).map(({ id }) => id)).toEqual([idOf(5), idOf(0)])
  })

  test('a record that waits for a retry is not claimed before its time', async () => {
    await claimOne('t')
    await giveBack('t', { outcome: 'retry', afterSeconds: 3600, error: 'answered 500' })
    expect(await claim('t2')).toEqual([])
    expect(await record()).toMatchObject({ status: 'pending', attempts: 1, error: 'answered 500', later: true })
  })

  test('a profile that is returned unused from its second stage stays in that stage', async () => {
    await runStatement(db, 'add', sql`insert into profiles (id, login, status) values ('pro_1', 'octocat', 'profiled')`)
    const [row] = await claimRecords(db, 'profiles', {
      instance: 'host-1',
      token: 't',
      limit: 1,
      leaseSeconds: 60,
      after: null,
    })
    expect(row).toMatchObject({ from: 'profiled', login: 'octocat' })
    await returnClaims(db, 'profiles', [{ id: 'pro_1', token: 't', outcome: 'unused' }])
    const status = sql`select status, attempts from profiles`
    expect(await runStatement(db, 'status', status)).toEqual([{ status: 'profiled', attempts: 0 }])
  })
})

describe('a claim whose lease has run out', () => {
  test('a record whose lease expired is due again and tried alone, no attempt counts, and the late result is refused', async () => {
    const { id } = await claimOne('slow', { leaseSeconds: 0 })
    expect(await stale()).toEqual([{ id, claimedBy: 'host-1', givenUp: false }])
    expect(await record()).toMatchObject({ status: 'pending', claimed_by: null, lease_token: null })
    expect(await finishCreatives(db, [{ id, token: 'slow', ...reading, media: [] }])).toEqual([])
    expect(await giveBack('slow', { outcome: 'failed', error: 'late' })).toEqual([])
    expect(await claim('next', { instance: 'host-2' })).toMatchObject([{ id, attempt: 1, alone: true }])
    expect(await finishCreatives(db, [{ id, token: 'slow', ...reading, media: [] }])).toEqual([])
    expect(await record()).toMatchObject({ status: 'processing', claimed_by: 'host-2' })
  })

  test('a record fails when the lease of its last attempt alone expired, and its error says so', async () => {
    const { id } = await claimOne('t0', { leaseSeconds: 0 })
    for (const token of ['t1', 't2']) {
      expect(await stale(2)).toMatchObject([{ id, givenUp: false }])
      expect(await claim(token, { leaseSeconds: 0 })).toMatchObject([{ id, alone: true }])
      expect(await beginAlone(db, 'creatives', { id, token })).toBe(true)
    }
    expect(await stale(2)).toEqual([{ id, claimedBy: 'host-1', givenUp: true }])
    const error = 'given up after 2 attempts: the worker of the last one died'
    expect(await record()).toMatchObject({ status: 'failed', ended: true, error, claimed_by: 'host-1' })
    expect(await claim('t3')).toEqual([])
  })

  test('a record that waited for its turn alone when its worker died has spent no attempt', async () => {
    const { id } = await claimOne('t0', { leaseSeconds: 0 })
    for (let deaths = 0; deaths < 10; deaths++) {
      expect(await stale(1)).toMatchObject([{ id, givenUp: false }])
      expect(await claim(`t${deaths + 1}`, { leaseSeconds: 0 })).toMatchObject([{ id, attempt: 1, alone: true }])
    }
  })

  test.each([
    [{ outcome: 'failed', error: 'x' }, 1, false],
    [{ outcome: 'retry', afterSeconds: 0, error: 'x' }, 1, false],
    [{ outcome: 'deferred', afterSeconds: 0, error: 'x' }, 0, false],
    [{ outcome: 'deferred', afterSeconds: 0, error: 'x', outage: true }, 0, false],
    [{ outcome: 'unused' }, 0, true],
  ] as Array<[Return, number, boolean]>)(
    'an attempt alone that ends with %j leaves %i attempts, and the next one is alone: %s',
    async (end, attempts, alone) => {
      const { id } = await claimOne('t0', { leaseSeconds: 0 })
      await stale()
      await claim('t')
      await beginAlone(db, 'creatives', { id, token: 't' })
      expect(await giveBack('t', end)).toEqual([id])
      expect(await record()).toMatchObject({ attempts })
      const next = await claim('t2')
      if (end.outcome !== 'failed') expect(next).toMatchObject([{ attempt: attempts + 1, alone }])
    },
  )

  test('a result of an attempt alone counts one attempt', async () => {
    const { id } = await claimOne('t0', { leaseSeconds: 0 })
    await stale()
    await claim('t')
    await beginAlone(db, 'creatives', { id, token: 't' })
    expect(await finishCreatives(db, [{ id, token: 't', ...reading, media: [] }])).toEqual([id])
    expect(await record()).toMatchObject({ status: 'completed', attempts: 1 })
  })

  test('a renewed claim is not stale, and renewing returns only the records that are still held', async () => {
    await add(2)
    await claim('t', { leaseSeconds: 0 })
    const held = [0, 1].map((n) => ({ id: idOf(n), token: n === 0 ? 't' : 'another' }))
    expect(await renewClaims(db, 'creatives', { held, leaseSeconds: 60 })).toEqual([idOf(0)])
    expect(await stale()).toMatchObject([{ id: idOf(1) }])
    expect(await renewClaims(db, 'creatives', { held: [], leaseSeconds: 60 })).toEqual([])
  })
})

describe('ending', () => {
  test('one call ends many claims, each with its own outcome', async () => {
    await add(5)
    await claim('t')
    const ids = await giveBack(
      't',
      { outcome: 'failed', error: 'answered 404' },
      { outcome: 'retry', afterSeconds: 3600, error: 'answered 500' },
      { outcome: 'deferred', afterSeconds: 3600, error: 'domain ads.example: 2 of 2 requests in flight' },
      { outcome: 'deferred', afterSeconds: 0, error: 'domain ads.example answered 429', throttled: true },
      { outcome: 'unused' },
    )
    expect(ids.sort()).toEqual([0, 1, 2, 3, 4].map(idOf))
    expect(await Promise.all([0, 1, 2, 3, 4].map(record))).toMatchObject([
      { status: 'failed', attempts: 1, throttles: 0, ended: true, later: false, error: 'answered 404' },
      { status: 'pending', attempts: 1, throttles: 0, ended: false, later: true },
      { status: 'pending', attempts: 0, throttles: 0, later: true },
      { status: 'pending', attempts: 0, throttles: 1, later: false },
      { status: 'pending', attempts: 0, throttles: 0, later: false, error: null, claimed_by: null },
    ])
  })

  test('an outage lasts from its first error until another end, however often the record waits meanwhile', async () => {
    await claimOne('t1')
    const outage: Return = { outcome: 'deferred', afterSeconds: 0, error: 'the bucket does not answer', outage: true }
    await giveBack('t1', outage)
    await runStatement(db, 'earlier', sql`update creatives set outage_since = now() - interval '1 hour'`)
    const busy: Return = { outcome: 'deferred', afterSeconds: 0, error: '2 of 2 requests in flight' }
    for (const [n, end] of ([busy, { outcome: 'unused' }, outage, outage] as Return[]).entries()) {
      const [row] = await claim(`t2${n}`)
      expect(row!.outageSeconds).toBeGreaterThanOrEqual(3_600)
      expect(row!.attempt).toBe(1)
      await giveBack(`t2${n}`, end)
    }
    await claim('t3')
    await giveBack('t3', { outcome: 'retry', afterSeconds: 0, error: 'answered 500' })
    expect(await claim('t4')).toMatchObject([{ outageSeconds: null, attempt: 2 }])
  })

  test('a completed creative adds one file task for each distinct media URL', async () => {
    const { id } = await claimOne('t')
    const media = ['https://ads.example/a.jpg', 'https://ads.example/b.mp4', 'https://ads.example/a.jpg']
    expect(await finishCreatives(db, [{ id, token: 't', ...reading, media }])).toEqual([id])
    expect(await record()).toMatchObject({ status: 'completed', ended: true, claimed_by: 'host-1', error: null })
    const files = sql`select job_id, url, status from file_tasks order by url`
    expect(await runStatement(db, 'files', files)).toEqual(
      media.slice(0, 2).map((url) => ({ job_id: id, url, status: 'pending' })),
    )
    expect(await finishCreatives(db, [{ id, token: 't', ...reading, media }])).toEqual([])
  })

  test("releasing an instance's claims makes their records due, keeps other claims, and refuses late results", async () => {
    await add(4)
    await claim('t1', { limit: 2 })
    await claim('t2', { limit: 2, instance: 'host-2' })
    expect(await releaseClaims(db, 'creatives', 'host-2')).toBe(2)
    expect((await claim('t3')).map(({ id }) => id)).toEqual([idOf(2), idOf(3)])
    expect(await giveBack('t2', { outcome: 'unused' }, { outcome: 'unused' })).toEqual([])
  })
})
