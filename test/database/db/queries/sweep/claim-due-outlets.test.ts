import { reopenSweepOf } from '@edgesweep/core/sweep/claim-sweep.ts'
import { endSweep, endUnsubmitted } from '@edgesweep/core/sweep/end-sweep.ts'
import { outletsAtOnce } from '@edgesweep/core/sweep/sweep-terms.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { attachSweepJob } from '@edgesweep/db/queries/sweep/attach-job.ts'
import { claimChosenOutlets } from '@edgesweep/db/queries/sweep/claim-chosen-outlets.ts'
import { claimDueOutlets } from '@edgesweep/db/queries/sweep/claim-due-outlets.ts'
import { finishSweep } from '@edgesweep/db/queries/sweep/finish.ts'
import { listSweeps } from '@edgesweep/db/queries/sweep/list.ts'
import { listDueOwners } from '@edgesweep/db/queries/sweep/list-due-owners.ts'
import { listLostSweeps } from '@edgesweep/db/queries/sweep/list-lost.ts'
import { releaseSweepOutlet } from '@edgesweep/db/queries/sweep/release-outlet.ts'
import { releaseSweepOutlets } from '@edgesweep/db/queries/sweep/release-outlets.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'
import { rowsOf, someOutlet } from '../../some.ts'
import { someEndpoint, someKey } from '../../some-endpoint.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await runStatement(db, 'no outlets', sql`delete from outlets`)
  await runStatement(db, 'no sweeps', sql`delete from sweeps`)
})

const claim = (sweepId: string, limit = 100, leaseSeconds = 600, owner: string | null = null) =>
  claimDueOutlets(db, { sweepId, owner, limit, leaseSeconds })

const someOutlets = (count: number) => Promise.all(Array.from({ length: count }, () => someOutlet(db)))

const notYetDue = (outletId: string) =>
  db.execute(sql`update outlets set next_sweep_at = now() + interval '1 hour' where id = ${outletId}`)

describe('claiming due outlets', () => {
  test('concurrent claims of many sweeps give every outlet to exactly one sweep', async () => {
    const outletIds = await someOutlets(60)
    const sweepIds = Array.from({ length: 10 }, (_, index) => `swp_${index}`)
    const claims = await Promise.all(sweepIds.map((sweepId) => claim(sweepId, 7)))
    const claimed = claims.flatMap((each) => each.outletIds)
    expect(new Set(claimed).size).toBe(claimed.length)
    for (const each of claims) expect(each.outletIds.length).toBeLessThanOrEqual(7)
    const rest = await claim('swp_rest')
    expect([...claimed, ...rest.outletIds].sort()).toEqual(outletIds.sort())
  })

  test('a claim skips outlets that are disabled or not due, and opens no sweep without a claimed outlet', async () => {
    await someOutlet(db, { enabled: false })
    const later = await someOutlet(db)
    await notYetDue(later)
    expect(await claim('swp_1')).toEqual({ outletIds: [], skippedOverlap: 0 })
    expect(await listSweeps(db, { limit: 10 })).toEqual([])
  })

  test('a claim opens a running sweep that counts its outlets', async () => {
    await someOutlets(3)
    await claim('swp_1')
    expect(await listSweeps(db, { limit: 10 })).toMatchObject([
      { id: 'swp_1', status: 'running', outlets: 3, endedAt: null },
    ])
  })

  test('further claims of the same sweep return further outlets, and the sweep counts all of them', async () => {
    const outletIds = await someOutlets(5)
    const claims = [await claim('swp_1', 2), await claim('swp_1', 2), await claim('swp_1', 2), await claim('swp_1', 2)]
    expect(claims.map((each) => each.outletIds.length)).toEqual([2, 2, 1, 0])
    expect(claims.flatMap((each) => each.outletIds).sort()).toEqual(outletIds.sort())
    expect(await listSweeps(db, { limit: 10 })).toMatchObject([{ id: 'swp_1', outlets: 5 }])
  })

  test('a claim takes over an outlet whose lease expired, but not one with a valid lease', async () => {
    const outletId = await someOutlet(db)
    await claim('swp_dead', 100, 0)
    expect(await claim('swp_next')).toEqual({ outletIds: [outletId], skippedOverlap: 0 })
    expect(await claim('swp_third')).toEqual({ outletIds: [], skippedOverlap: 0 })
    expect(await readOutlet(db, { outletId })).toMatchObject({ sweepId: 'swp_next' })
  })

  test('an outlet that comes due during its sweep is not started again, and the skipped start is counted once', async () => {
    const outletId = await someOutlet(db)
    await claim('swp_slow')
    await db.execute(sql`update outlets set next_sweep_at = now() where id = ${outletId}`)
    expect(await claim('swp_next')).toEqual({ outletIds: [], skippedOverlap: 1 })
    const outlet = (await readOutlet(db, { outletId }))!
    expect(outlet).toMatchObject({ sweepId: 'swp_slow', skippedOverlaps: 1 })
    expect(outlet.nextSweepAt > outlet.observedAt, 'the next start is in the future').toBe(true)
    expect(await claim('swp_next'), 'the skipped start is counted once').toEqual({ outletIds: [], skippedOverlap: 0 })
  })
})

describe('claiming chosen outlets', () => {
  test('a claim of chosen outlets takes an outlet that is not due, but none that is disabled or held by another sweep', async () => {
    const [waiting, held] = (await someOutlets(2)) as [string, string]
    const off = await someOutlet(db, { enabled: false })
    await notYetDue(waiting)
    await claim('swp_1')
    const chosen = { sweepId: 'swp_2', outletIds: [waiting, held, off, 'out_none', waiting], leaseSeconds: 600 }
    expect(await claimChosenOutlets(db, chosen)).toEqual({ outletIds: [waiting], skippedOverlap: 1 })
    expect(await claimChosenOutlets(db, chosen)).toEqual({ outletIds: [], skippedOverlap: 1 })
  })
})

describe('finishing a sweep', () => {
  test('a finished sweep releases its outlets with a start in the future, even if they were not extracted', async () => {
    const outletId = await someOutlet(db)
    await claim('swp_1')
    expect(await finishSweep(db, { sweepId: 'swp_1', status: 'completed', summary: { failed: 1 } })).toBe(true)
    const outlet = await readOutlet(db, { outletId })
    expect(outlet!.sweepId).toBe(null)
    expect(outlet!.nextSweepAt > outlet!.observedAt).toBe(true)
    expect(await listSweeps(db, { limit: 1 })).toMatchObject([{ status: 'completed', summary: { failed: 1 } }])
  })

  test('a sweep that is finished twice keeps its first status and summary and sends one webhook', async () => {
    await someEndpoint(db, await someKey(db), ['sweep.completed'])
    await someOutlet(db)
    await claim('swp_1')
    expect(await attachSweepJob(db, { sweepId: 'swp_1', jobId: 'job_1' })).toBe(true)
    await finishSweep(db, { sweepId: 'swp_1', status: 'completed', summary: { n: 1 } })
    expect(await finishSweep(db, { sweepId: 'swp_1', status: 'failed', summary: { n: 2 } })).toBe(false)
    expect(await listSweeps(db, { limit: 1 })).toMatchObject([{ status: 'completed', summary: { n: 1 } }])
    const deliveries = await rowsOf(db, 'deliveries', 'id')
    expect(deliveries).toMatchObject([
      {
        kind: 'sweep.completed',
        payload: { type: 'sweep.completed', data: { sweep_id: 'swp_1', job_id: 'job_1', outlets: 1 } },
      },
    ])
  })

  test('an outlet that its sweep has released can be claimed by the next sweep, and another sweep cannot release it', async () => {
    const [first, second] = (await someOutlets(2)) as [string, string]
    await claim('swp_1')
    expect(await releaseSweepOutlet(db, { sweepId: 'swp_2', outletId: first })).toBe(false)
    expect(await releaseSweepOutlet(db, { sweepId: 'swp_1', outletId: first })).toBe(true)
    expect(await releaseSweepOutlet(db, { sweepId: 'swp_1', outletId: first })).toBe(false)
    const chosen = { sweepId: 'swp_2', outletIds: [first, second], leaseSeconds: 600 }
    expect(await claimChosenOutlets(db, chosen)).toEqual({ outletIds: [first], skippedOverlap: 1 })
    expect(await listSweeps(db, { limit: 2 })).toMatchObject([{ status: 'running' }, { status: 'running' }])
  })

  test.each([
    ['completed', true],
    ['partial', true],
    ['failed', false],
    ['cancelled', false],
    ['timed_out', false],
  ] as const)(
    'a sweep that ends as %s keeps this status, and whether it sends a webhook is %s',
    async (status, sends) => {
      const before = (await rowsOf(db, 'deliveries', 'id')).length
      await someEndpoint(db, await someKey(db), ['sweep.completed'])
      await someOutlet(db)
      await claim('swp_1')
      expect(await finishSweep(db, { sweepId: 'swp_1', status, summary: null })).toBe(true)
      expect(await listSweeps(db, { limit: 1 })).toMatchObject([{ status }])
      expect((await rowsOf(db, 'deliveries', 'id')).length > before).toBe(sends)
    },
  )

  test('a sweep releases its unlocked outlets first, and its end releases the locked ones and no outlets of other sweeps', async () => {
    await someOutlets(2 * outletsAtOnce + 3)
    await claim('swp_other', 1)
    const [busy, ...free] = (await claim('swp_1')).outletIds
    await db.transaction(async (write) => {
      await write.execute(sql`select from outlets where id = ${busy} for no key update`)
      let released = 0
      for (let last = outletsAtOnce; last === outletsAtOnce; released += last)
        last = await releaseSweepOutlets(db, { sweepId: 'swp_1', limit: outletsAtOnce })
      expect(released).toBe(free.length)
      for (const outletId of free) expect(await readOutlet(db, { outletId })).toMatchObject({ sweepId: null })
    })
    await endSweep({ db }, { sweepId: 'swp_1', status: 'completed', summary: null })
    const held = (await rowsOf(db, 'outlets', 'id')).map((row) => row.sweep_id).filter((id) => id !== null)
    expect(held).toEqual(['swp_other'])
  })

  test('finishing a sweep does not release outlets that another sweep has taken over', async () => {
    const outletId = await someOutlet(db)
    await claim('swp_slow', 100, 0)
    await claim('swp_next')
    await finishSweep(db, { sweepId: 'swp_slow', status: 'failed', summary: null })
    expect(await readOutlet(db, { outletId })).toMatchObject({ sweepId: 'swp_next' })
  })
})

test('a sweep keeps the job that was attached to it first', async () => {
  await someOutlet(db)
  await claim('swp_1')
  const attach = (jobId: string, sweepId = 'swp_1') => attachSweepJob(db, { sweepId, jobId })
  expect([
    await attach('job_1'),
    await attach('job_1'),
    await attach('job_2'),
    await attach('job_1', 'swp_none'),
  ]).toEqual([true, true, false, false])
})

test('a sweep without a job is lost after its time, and no other sweep is', async () => {
  await someOutlets(3)
  await claim('swp_lost', 1)
  await claim('swp_carried', 1)
  await claim('swp_young', 1)
  await attachSweepJob(db, { sweepId: 'swp_carried', jobId: 'job_1' })
  await runStatement(
    db,
    'long ago',
    sql`update sweeps set started_at = now() - interval '1 hour', opened_at = now() - interval '1 hour' where id <> 'swp_young'`,
  )
  expect(await listLostSweeps(db, { afterSeconds: 1_800, limit: 10 })).toEqual(['swp_lost'])
  await endUnsubmitted({ db }, 'swp_lost')
  expect(await listLostSweeps(db, { afterSeconds: 1_800, limit: 10 })).toEqual([])
  const sweeps = await listSweeps(db, { limit: 10 })
  expect(sweeps.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'swp_young running',
    'swp_lost failed',
    'swp_carried running',
  ])
})

test('a sweep that was taken for lost ends with the status of its job after all', async () => {
  await someOutlet(db)
  await claim('swp_1')
  await endUnsubmitted({ db }, 'swp_1')
  const end = { sweepId: 'swp_1', summary: { status: 'completed' } }
  expect(await finishSweep(db, { ...end, status: 'completed' })).toBe(true)
  expect(await finishSweep(db, { ...end, status: 'failed' })).toBe(false)
  expect(await listSweeps(db, { limit: 1 })).toMatchObject([{ id: 'swp_1', status: 'completed' }])
})

test('a sweep whose job runs again holds its free outlets, and ends again with the new status', async () => {
  const [mine, taken] = (await someOutlets(2)) as [string, string]
  await claim('swp_1')
  await endSweep({ db }, { sweepId: 'swp_1', status: 'timed_out', summary: { status: 'timed_out' } })
  await claimChosenOutlets(db, { sweepId: 'swp_2', outletIds: [taken], leaseSeconds: 600 })
  await reopenSweepOf({ db }, 'swp_1', [mine, taken])
  expect(await listSweeps(db, { limit: 10 })).toMatchObject([
    { id: 'swp_2', status: 'running' },
    { id: 'swp_1', status: 'running', outlets: 2, endedAt: null, summary: null },
  ])
  expect(await readOutlet(db, { outletId: mine })).toMatchObject({ sweepId: 'swp_1' })
  expect(await readOutlet(db, { outletId: taken })).toMatchObject({ sweepId: 'swp_2' })
  expect(await finishSweep(db, { sweepId: 'swp_1', status: 'completed', summary: {} })).toBe(true)
  expect(await readOutlet(db, { outletId: mine })).toMatchObject({ sweepId: null })
  expect(await readOutlet(db, { outletId: taken })).toMatchObject({ sweepId: 'swp_2' })
})

test('the outlets of each owner are claimed separately', async () => {
  const ours = await someOutlet(db)
  const [theirs, alsoTheirs] = (await someOutlets(2)) as [string, string]
  await db.execute(sql`update outlets set owner = 'key_a' where id in (${theirs}, ${alsoTheirs})`)
  const other = await someOutlet(db)
  await db.execute(sql`update outlets set owner = 'key_b' where id = ${other}`)
  await notYetDue(other)
  expect(await listDueOwners(db)).toEqual([null, 'key_a'])
  expect((await claim('swp_1')).outletIds).toEqual([ours])
  expect((await claim('swp_2', 100, 600, 'key_a')).outletIds.sort()).toEqual([theirs, alsoTheirs].sort())
  expect(await listDueOwners(db)).toEqual([])
})

test('a sweep that claims for longer than a starter may take is not lost while it claims', async () => {
  const [first, second] = (await someOutlets(2)) as [string, string]
  const chosen = (outletId: string) =>
    claimChosenOutlets(db, { sweepId: 'swp_long', outletIds: [outletId], leaseSeconds: 900 })
  await chosen(first)
  await db.execute(
    sql`update sweeps set started_at = now() - interval '3 minutes', opened_at = now() - interval '3 minutes'`,
  )
  expect(await listLostSweeps(db, { afterSeconds: 120, limit: 10 })).toEqual(['swp_long'])
  await chosen(second)
  expect(await listLostSweeps(db, { afterSeconds: 120, limit: 10 })).toEqual([])
})
