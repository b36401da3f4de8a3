import type { NewJob, Receipt } from '@edgesweep/core/lane/lane-port.ts'
import { sweepDueOutlets } from '@edgesweep/core/sweep/sweep-due-outlets.ts'
import { listSweeps } from '@edgesweep/db/queries/sweep/list.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { rowsOf, someOutlet } from '../../db/some.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await db.execute(sql`delete from outlets`)
  await db.execute(sql`delete from sweeps`)
})

const accepted = (id: string) => ({ ok: true, id, replayed: false }) as unknown as Receipt
const log = { info: () => {}, warn: () => {}, error: () => {} }
const clock = { now: () => Date.now(), sleep: async () => {} }

/** Starts the due sweeps. Returns the submitted jobs. `answer` is the lane's answer to each. */
async function sweep(answer: (job: NewJob, place: number) => Receipt = (_, place) => accepted(`job_${place}`)) {
  const jobs: NewJob[] = []
  const submit = async (_: string, [job]: NewJob[]) => {
    jobs.push(job!)
    return [answer(job!, jobs.length)]
  }
  const error = await sweepDueOutlets({ db, clock, log, lanes: { submit } }).then(
    () => null,
    (reason: unknown) => reason,
  )
  return { jobs, error }
}

const outletsOf = ({ spec }: NewJob) => (spec as { outlet_ids: string[] }).outlet_ids

async function someOf(owner: string | null, count: number) {
  await db.execute(sql`
    insert into outlets (id, site, url, name, interval_seconds, owner)
    select 'out_' || coalesce(${owner}, 'ours') || n, 'demo-town', 'https://shop.example/' || coalesce(${owner}, 'ours') || n, 'Shop', 900, ${owner}
    from generate_series(1, ${count}::int) n`)
}

const held = async () => (await rowsOf(db, 'outlets', 'id')).filter((row) => row.sweep_lease_expires_at !== null)

test('each owner gets a sweep before any owner gets a second one, under a key of its own', async () => {
  await someOf('key_large', 1_100)
  await someOf('key_small', 3)
  await someOf(null, 2)
  const { jobs, error } = await sweep()
  expect(error).toBe(null)
  expect(jobs.map((job) => [job.keyId, outletsOf(job).length])).toEqual([
    ['clock', 2],
    ['clock:key_large', 500],
    ['clock:key_small', 3],
    ['clock:key_large', 500],
    ['clock:key_large', 100],
  ])
  expect(await listSweeps(db, { limit: 10 })).toHaveLength(5)
})

test('a sweep whose job is refused or fails to be stored holds no outlet, and other owners are swept', async () => {
  await someOf('key_a', 30)
  await someOf('key_b', 3)
  await someOf('key_c', 3)
  const { jobs, error } = await sweep(({ keyId }, place) => {
    if (keyId === 'clock:key_a') throw new Error('the lane does not answer')
    return keyId === 'clock:key_b' ? { ok: false, reason: 'lane_full' } : accepted(`job_${place}`)
  })
  expect(String(error)).toContain('the lane does not answer')
  expect(jobs).toHaveLength(3)
  expect((await held()).map((row) => row.id)).toEqual(['out_key_c1', 'out_key_c2', 'out_key_c3'])
  expect((await listSweeps(db, { limit: 10 })).map(({ status }) => status).sort()).toEqual([
    'failed',
    'failed',
    'running',
  ])
})

test('the outlets of a sweep whose starter died are released two minutes later', async () => {
  const outletId = await someOutlet(db)
  await db.execute(sql`
    insert into sweeps (id, status, outlets, opened_at) values ('swp_lost', 'running', 1, now() - interval '121 seconds')`)
  await db.execute(sql`
    update outlets set sweep_id = 'swp_lost', sweep_lease_expires_at = now() + interval '10 minutes',
      next_sweep_at = now() + interval '1 hour' where id = ${outletId}`)
  await sweep()
  expect(await held()).toEqual([])
  expect(await listSweeps(db, { limit: 1 })).toMatchObject([
    { id: 'swp_lost', status: 'failed', summary: { status: 'not submitted' } },
  ])
})
