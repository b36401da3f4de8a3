import { databaseRoles } from '@edgesweep/db/roles.ts'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { startStack } from '../support/stack.ts'
import { ask, endedJob, sweepNow } from './stack-client.ts'

/** Words at the head of only one statement, of which Postgres shows the first 1,024 bytes, and the roles that it is to be run by. */
const expected = {
  'listing as materialized': ['edgesweep_live', 'edgesweep_sweeps'],
  'insert into jobs': ['edgesweep_background'],
  'sort_staged_rows(': ['edgesweep_imports'],
}

test('during a sweep, a refresh and an import each is in the database under its own role, within its limit', async () => {
  await using stack = await startStack({ outlets: 20 })
  const db = new pg.Client({ connectionString: stack.database })
  // The stack ends first, and its database with it.
  db.on('error', () => {})
  onTestFinished(() => db.end())
  await db.connect()
  const most = new Map<string, number>()
  const ran = new Map(Object.keys(expected).map((words) => [words, new Set<string>()]))
  const look = async () => {
    const { rows } = await db.query<{ role: string; query: string }>(
      'select usename as role, query from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    for (const [role, those] of Map.groupBy(rows, (row) => row.role))
      most.set(role, Math.max(most.get(role) ?? 0, those.length))
    for (const [words, roles] of ran) for (const { role, query } of rows) if (query.includes(words)) roles.add(role)
  }
  const csv = `advertiser_id,advertiser_name\n${Array.from({ length: 500 }, (_, n) => `AR${n},Name ${n}`).join('\n')}\n`
  const work = async () => {
    const sweep = sweepNow(stack, 20)
    const { body: outlets } = await ask(stack, 'GET', '/v1/outlets?limit=20')
    for (const { id } of outlets.data.filter(({ online }: { online: boolean }) => online).slice(0, 3)) {
      const { body } = await ask(stack, 'POST', `/v1/outlets/${id}/refresh`)
      const job = await eventually('a refresh ends', () => endedJob(stack, body.job_id))
      expect(job.status).toBe('completed')
    }
    const sent = await ask(stack, 'POST', '/v1/imports?table=advertisers&filename=some.csv', csv, {
      'content-type': 'text/csv',
    })
    const ended = await eventually('the import ends', async () => {
      const { body } = await ask(stack, 'GET', `/v1/imports/${sent.body.id}`)
      return body.ended_at ? body : null
    })
    expect(ended.status).toBe('completed')
    await sweep
  }
  let isOver = false
  const working = work().finally(() => {
    isOver = true
  })
  while (!isOver) await look()
  await working
  expect(Object.fromEntries([...ran].map(([words, roles]) => [words, [...roles].sort()]))).toEqual(expected)
  for (const [role, connections] of most) {
    const limit = Object.values(databaseRoles).find(({ name }) => name === role)?.connections
    expect([role, limit], 'nobody works as the owner').toEqual([role, expect.any(Number)])
    expect(connections).toBeLessThanOrEqual(limit!)
  }
}, 180_000)
