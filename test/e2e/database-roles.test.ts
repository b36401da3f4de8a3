import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { databaseRoles } from '@edgesweep/db/roles.ts'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { openStack } from '../support/stack/open-stack.ts'
import { ask, endedJob, sweepNow } from '../support/stack/stack-client.ts'

/** Words that occur in the statements of one kind of work only, and the roles that must run them. */
const expected = {
  'insert into platform_status': ['edgesweep_live', 'edgesweep_sweeps'],
  'insert into jobs': ['edgesweep_background'],
  'insert into "staged_advertisers"': ['edgesweep_imports'],
}

/** The statements in a server's log, each with the role that ran it. */
function readStatements(log: string) {
  const entries = log.split(/^(?=\w*\|(?:LOG|ERROR|STATEMENT|DETAIL): )/m)
  return entries.flatMap((entry) => {
    const [, role, text] = /^(\w+)\|LOG: {2}execute [^:]*: ([\s\S]*)/.exec(entry) ?? []
    return role === undefined ? [] : [{ role, text: text! }]
  })
}

const { stack, db } = await openStack({ outlets: 20 })

test('a sweep, refreshes and an import at the same time use one database role each, within its connection limit', async () => {
  onTestFinished(async () => {
    await db.query('alter system reset all')
    await db.query('select pg_reload_conf()')
  })
  await db.query("alter system set log_statement = 'all'")
  await db.query("alter system set log_line_prefix = '%u|'")
  await db.query('select pg_reload_conf()')

  const csv = `advertiser_id,advertiser_name\n${Array.from({ length: 500 }, (_, n) => `AR${n},Name ${n}`).join('\n')}\n`
  const work = async () => {
    const sweep = sweepNow(stack)
    const { body: outlets } = await ask(stack, 'GET', '/v1/outlets?limit=20')
    for (const { id } of outlets.data.slice(0, 3)) {
      const { body } = await ask(stack, 'POST', `/v1/outlets/${id}/refresh`)
      const job = await eventually('a refresh ends', () => endedJob(stack, body.job_id))
      expect(job.status).toBe('completed')
    }
    const path = '/v1/imports?table=advertisers&filename=some.csv'
    const { body: sent } = await ask(stack, 'POST', path, csv, { 'content-type': 'text/csv' })
    const ended = await eventually('the import ends', async () => {
      const { body } = await ask(stack, 'GET', `/v1/imports/${sent.id}`)
      return body.ended_at ? body : null
    })
    expect(ended.status).toBe('completed')
    await sweep
  }
  let isOver = false
  const working = work().finally(() => {
    isOver = true
  })
  const over: string[] = []
  while (!isOver) {
    await sleep(10)
    const { rows } = await db.query<{ role: string; n: number }>(
      `select usename as role, count(*)::int as n from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid() and usename is not null group by 1`,
    )
    for (const { role, n } of rows) {
      const limit = Object.values(databaseRoles).find(({ name }) => name === role)?.connections
      if (n > (limit ?? 0)) over.push(`${role} has ${n} connections`)
    }
  }
  await working
  expect(over).toEqual([])
  const rolesByWords = () => {
    const statements = readStatements(readFileSync(join(stack.home, 'logs', 'postgres.log'), 'utf8'))
    const ran = Object.keys(expected).map((words) => {
      const roles = statements.filter(({ text }) => text.includes(words)).map(({ role }) => role)
      return [words, [...new Set(roles)].sort()]
    })
    return Object.fromEntries(ran)
  }
  // The row of an ended job reaches the database a moment after the end.
  await expect.poll(rolesByWords).toEqual(expected)
}, 180_000)
