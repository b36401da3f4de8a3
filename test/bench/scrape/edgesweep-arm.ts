import pg from 'pg'
import { eventually } from '../../support/eventually.ts'
import type { OwnStack, Stack } from '../../support/stack/stack.ts'
import { ask } from '../../support/stack/stack-client.ts'
import { spreadOf } from '../rounds.ts'
import type { Arm, PageSet, ReadPage } from './arm.ts'
import type { AskedPage } from './pages.ts'

const withinMs = 300_000

interface EndedJob {
  id: string
  status: string
  seconds: number
  ran_ms: number
  browser_ms: number
}

/**
 * The whole path with one `page` job per page, the most expensive way: each page has its own ticket in the Lane, its own
 * JobStatus object, its permits, its raw page in R2 and its row in Postgres. Time runs from the request that submits the jobs to
 * the end of the last one, as recorded by its object and stored in Postgres.
 */
export async function openEdgesweepArm(stack: OwnStack, set: PageSet): Promise<Arm> {
  const db = new pg.Client({ connectionString: stack.database })
  await db.connect()
  return {
    name: 'edgesweep',
    set,
    stores: 'job, result, raw page, row',
    pid: stack.process.pid!,
    async read(pages) {
      const startedAt = Date.now()
      const ids = await submit(stack, pages)
      const rows = await eventually('all jobs end', () => endedJobs(db, ids, startedAt), { within: withinMs })
      const rowsSeconds = (Date.now() - startedAt) / 1000
      const failed = rows.find(({ status }) => status !== 'completed')
      if (failed) throw new Error(`${failed.id} ended ${failed.status}: ${await whyOf(stack, failed.id)}`)
      const seconds = Math.max(...rows.map((row) => row.seconds))
      const median = (key: 'ran_ms' | 'browser_ms') => spreadOf(rows.map((row) => row[key])).median
      return {
        seconds,
        records: () => Promise.all(ids.map((id) => recordOf(stack, id))),
        figures: {
          /** From a job's start to its end, and the part between the request for the domain's permit and the closed page. */
          ran_ms: median('ran_ms'),
          ...(set === 'rendered' && { loading_ms: median('browser_ms') }),
          /** The delay from the end until the last row was in Postgres. Polling takes up to 0.1 s of it. */
          row_lag_s: rowsSeconds - seconds,
        },
      }
    },
    close: () => db.end(),
  }
}

async function submit(stack: Stack, pages: AskedPage[]): Promise<string[]> {
  const { status, body } = await ask(stack, 'POST', '/v1/jobs/batch', {
    jobs: pages.map((page) => ({ kind: 'page', ...page })),
  })
  if (status !== 202) throw new Error(`The batch was answered ${status}: ${JSON.stringify(body)}`)
  return body.jobs.map((job: { id?: string }) => job.id ?? refused(job))
}

function refused(job: object): never {
  throw new Error(`A job was refused: ${JSON.stringify(job)}`)
}

/** The rows of all jobs, null while one is missing. `seconds` run from `startedAt` (epoch ms) to the end. */
async function endedJobs(db: pg.Client, ids: string[], startedAt: number): Promise<EndedJob[] | null> {
  const { rows } = await db.query(
    `select id, status,
       extract(epoch from ended_at)::float - $2::float / 1000 as seconds,
       extract(epoch from ended_at - started_at)::float * 1000 as ran_ms,
       coalesce((usage->>'browserMs')::float, 0) as browser_ms
     from jobs where id = any($1)`,
    [ids, startedAt],
  )
  return rows.length === ids.length ? rows : null
}

async function recordOf(stack: Stack, id: string): Promise<ReadPage> {
  const { body } = await ask(stack, 'GET', `/v1/jobs/${id}/results`)
  return body.data[0].result
}

const whyOf = async (stack: Stack, id: string): Promise<string> =>
  JSON.stringify((await ask(stack, 'GET', `/v1/jobs/${id}/results`)).body.data)
