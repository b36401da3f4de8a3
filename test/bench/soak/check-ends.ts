import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { eventually } from '../../support/eventually.ts'
import type { LoadsDone } from './loads/run-loads.ts'
import type { SoakWorld } from './world.ts'

const patienceMs = 300_000
const mostListed = 5

/** The counts of work that ended as it should. */
export interface Ends {
  jobs: number
  clockSweeps: number
  records: number
  imports: number
  deliveries: number
}

/**
 * Waits until all work has ended, and checks that each accepted job has one row and one event of its end, that each record was completed and
 * counted once, that each event arrived, and that the deployed version ran.
 */
export async function checkEnds(world: SoakWorld, { accepted }: LoadsDone): Promise<{ ends: Ends; wrong: string[] }> {
  const { db, stack } = world
  const wrong: string[] = []
  const none = async (what: string, query: string, values: unknown[] = []) => {
    try {
      await eventually(what, async () => (await db.query(query, values)).rows.length === 0, {
        within: patienceMs,
        every: 1_000,
      })
    } catch {
      const { rows } = await db.query(query, values)
      wrong.push(`${what} is not so: ${rows.length} rows, such as ${JSON.stringify(rows.slice(0, mostListed))}`)
    }
  }
  await db.query('update outlets set enabled = false')
  await none('every sweep has ended', `select id, started_at from sweeps where ended_at is null`)
  await none('every record is completed', `select id, status, attempts from creatives where status <> 'completed'`)
  await none('every import is completed', `select id, status, error from imports where status <> 'completed'`)
  await none('every event has arrived', `select id, kind, status, attempts from deliveries where status <> 'delivered'`)
  await none(
    'every accepted job has one row, as completed',
    `select id from unnest($1::text[]) accepted(id)
     where not exists (select from jobs where jobs.id = accepted.id and status = 'completed')`,
    [accepted.jobs],
  )
  await none('every other job is completed', `select id, kind, status from jobs where status <> 'completed'`)
  await none(
    "every caller's job has one event of its end",
    `select jobs.id, count(deliveries) from jobs
     left join deliveries on deliveries.kind = 'job.completed' and payload->'data'->>'job_id' = jobs.id
     where jobs.key_id is not null group by jobs.id having count(deliveries) <> 1`,
  )
  if (new Set(accepted.jobs).size !== accepted.jobs.length) wrong.push('two accepted jobs have the same id')
  const ends = await countEnds(db)
  if (ends.records !== accepted.records) wrong.push(`${accepted.records} records were added, ${ends.records} completed`)
  if (!readFileSync(join(stack.home, 'logs', 'workers.log'), 'utf8').includes(newVersionEvent))
    wrong.push('the deployed version of state did not run')
  return { ends, wrong }
}

/** The deployed version logs this event when it starts. */
export const newVersionEvent = 'soak.new_version'

async function countEnds(db: pg.Pool): Promise<Ends> {
  const { rows } = await db.query<Ends>(`
    select (select count(*)::int from jobs where key_id is not null) as jobs,
      (select count(*)::int from jobs where key_id is null) as "clockSweeps",
      (select count(*)::int from creatives where status = 'completed') as records,
      (select count(*)::int from imports where status = 'completed') as imports,
      (select count(*)::int from deliveries where status = 'delivered') as deliveries`)
  return rows[0]!
}
