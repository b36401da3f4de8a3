import type { JobView } from '@edgesweep/core/job/job-port.ts'
import { endOverdueSweeps } from '@edgesweep/core/webhook/end-overdue-sweeps.ts'
import { listSweeps } from '@edgesweep/db/queries/sweep/list.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { rowsOf } from '../../db/some.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()

const log = { info: () => {}, warn: () => {}, error: () => {} }

test('a sweep that is open beyond its deadline ends as its job did, and releases its outlets', async () => {
  await db.execute(sql`
    insert into outlets (id, site, url, name, interval_seconds)
    select 'out_' || n, 'demo-town', 'https://shop.example/' || n, 'Shop', 900 from generate_series(1, 4) n`)
  const names = ['ended', 'gone', 'running', 'reopened']
  for (const [n, name] of names.entries())
    await db.execute(sql`
      with opened as (
        insert into sweeps (id, status, outlets, job_id, opened_at)
        values (${`swp_${name}`}, 'running', 1, ${`job_${name}`}, now() - ${sql.raw(name === 'reopened' ? "interval '1 minute'" : "interval '18 minutes'")})
      )
      update outlets set sweep_id = ${`swp_${name}`}, sweep_lease_expires_at = now() + interval '1 minute', next_sweep_at = now() + interval '1 hour'
      where id = ${`out_${n + 1}`}`)
  const job = { total: 2, completed: 1, failed: 1, following: { total: 1, completed: 0, failed: 1 } }
  const ended = { ...job, status: 'partial' as const }
  const known: Record<string, object> = {
    job_ended: ended,
    job_running: { ...job, status: 'running' },
    job_reopened: ended,
  }
  const read = async (id: string) => (known[id] as JobView) ?? null
  await endOverdueSweeps({ db, log, jobs: { read } })
  const sweeps = new Map((await listSweeps(db, { limit: 10 })).map((row) => [row.id, row]))
  expect(names.map((name) => sweeps.get(`swp_${name}`)!.status)).toEqual(['partial', 'failed', 'running', 'running'])
  expect(sweeps.get('swp_ended')!.summary).toMatchObject({ status: 'partial', failed: 1 })
  const held = (await rowsOf(db, 'outlets', 'id')).filter((row) => row.sweep_lease_expires_at !== null)
  expect(held.map(({ id }) => id)).toEqual(['out_3', 'out_4'])
})
