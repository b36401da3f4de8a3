import type { ApiContext } from '@edgesweep/api/src/api.ts'
import { createApp } from '@edgesweep/api/src/app.ts'
import { mintApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { connectNeonHttp } from '@edgesweep/db/drivers/neon-http.ts'
import { makeRoles } from '@edgesweep/db/make-roles.ts'
import { readConnections } from '@edgesweep/db/queries/operations/read-connections.ts'
import { databaseRoles, type Workload } from '@edgesweep/db/roles.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type OwnedPostgres, startOwnedPostgres } from '../../../support/postgres/owned-postgres.ts'

const workloads = Object.keys(databaseRoles) as Workload[]
let postgres: OwnedPostgres

beforeAll(async () => {
  postgres = await startOwnedPostgres()
}, 60_000)
afterAll(() => postgres?.close())
/** Connections that pools keep open would count in the next test. */
beforeEach(async () => {
  await postgres.admin.query(
    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename like 'edgesweep_%'",
  )
})

const httpOf = (workload: Workload) => connectNeonHttp(postgres.pooled(workload), { proxy: postgres.relay })

/** The largest number of connections of each role in Postgres until `work` is done. */
async function mostWhile<T>(work: Promise<T>): Promise<{ most: Record<string, number>; result: T }> {
  const most: Record<string, number> = {}
  let isOver = false
  const done = work.finally(() => {
    isOver = true
  })
  for (let isLast = false; !isLast; ) {
    isLast = isOver
    const { rows } = await postgres.admin.query(
      "select usename as role, count(*)::int as n from pg_stat_activity where usename like 'edgesweep_%' group by 1",
    )
    for (const { role, n } of rows) most[role] = Math.max(most[role] ?? 0, n)
  }
  return { most, result: await done }
}

/** Opens `count` connections at once and returns null for each open one and the SQLSTATE for each refused one. */
async function openMany(workload: Workload, count: number) {
  const clients = Array.from({ length: count }, () => new pg.Client({ connectionString: postgres.direct(workload) }))
  // `beforeEach` ends connections that a failed test leaves open.
  for (const client of clients) client.on('error', () => {})
  const states = await Promise.all(
    clients.map((client) =>
      client.connect().then(
        () => null,
        ({ code }) => code as string,
      ),
    ),
  )
  return { states, close: () => Promise.all(clients.map((client) => client.end())) }
}

test('concurrent and repeated calls of makeRoles leave each role with its connection limit and a valid password', async () => {
  await Promise.all([makeRoles(postgres.ownerUrl), makeRoles(postgres.ownerUrl)])
  for (const workload of workloads) {
    const { name, connections } = databaseRoles[workload]
    const client = new pg.Client({ connectionString: postgres.direct(workload) })
    await client.connect()
    const { rows } = await client.query(
      'select current_user as name, rolconnlimit from pg_roles where rolname = current_user',
    )
    expect(rows).toEqual([{ name, rolconnlimit: connections }])
    await client.end()
  }
})

describe('a flood through every role at once', () => {
  test('when every role opens 18 connections at once, each role gets exactly its limit and 53300 for the rest', async () => {
    // A connection occupies one of the server's slots until its role refuses it, so all connections together must fit into the slots.
    const { most, result } = await mostWhile(Promise.all(workloads.map((workload) => openMany(workload, 18))))
    for (const [at, { states, close }] of result.entries()) {
      const { name, connections } = databaseRoles[workloads[at]!]
      expect(most[name]).toBeLessThanOrEqual(connections)
      expect(states.filter((state) => state === null)).toHaveLength(connections)
      expect(new Set(states)).toEqual(new Set([null, '53300']))
      await close()
    }
  })

  test('when every role runs 50 statements over HTTP at once, all are answered within the connection limits', async () => {
    const asked = workloads.flatMap((workload) => {
      const db = httpOf(workload)
      return Array.from({ length: 50 }, () => runStatement(db, 'slow', sql`select 1 as one from pg_sleep(0.02)`))
    })
    const { most, result } = await mostWhile(Promise.all(asked))
    expect(result).toHaveLength(250)
    for (const { name, connections } of Object.values(databaseRoles)) {
      expect(most[name]).toBeGreaterThan(1)
      expect(most[name]).toBeLessThanOrEqual(connections)
    }
  })
})

test('the settings of a role apply to its statements over HTTP', async () => {
  const [row] = await runStatement(
    httpOf('sweeps'),
    'settings',
    sql`select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement`,
  )
  expect(row).toEqual({ lock: '2s', statement: '30s' })
})

// These tests use no pooler, because it does not count these connections and would let statements wait.
describe('while a role has no free connection', () => {
  const directOf = (workload: Workload) => connectNeonHttp(postgres.direct(workload), { proxy: postgres.relay })
  const context = (workload: Workload) =>
    ({
      db: directOf(workload),
      primaryReads: directOf(workload),
      clock: systemClock,
      log: { warn() {}, error() {} },
    }) as unknown as ApiContext
  const unknown = mintApiKey().key
  const ask = (workload: Workload) =>
    createApp(() => context(workload)).request('/v1/outlets', { headers: { authorization: `Bearer ${unknown}` } })

  test('the API answers 503 with Retry-After while the reads role has no free connection, and 401 to the same key over another role', async () => {
    const { close } = await openMany('reads', 12)
    const refused = await ask('reads')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
    expect((await ask('live')).status).toBe(401)
    await close()
  })

  test('a statement that finds no free connection (53300) is retried, and succeeds once a connection is free', async () => {
    const { close } = await openMany('live', 8)
    const answer = readConnections(directOf('live'))
    await new Promise((resolve) => setTimeout(resolve, 50))
    await close()
    expect((await answer).find(({ role }) => role === 'edgesweep_live')).toMatchObject({ limit: 8, active: 1 })
  })
})

test('the reads role sees the connections and lock waits of every role, but not the text of their statements', async () => {
  const holder = new pg.Client({ connectionString: postgres.direct('live') })
  const waiter = new pg.Client({ connectionString: postgres.direct('sweeps') })
  await Promise.all([holder.connect(), waiter.connect()])
  await postgres.admin.query(
    "insert into outlets (id, site, name, url, interval_seconds) values ('o', 's', 'n', 'u', 60)",
  )
  await holder.query("begin; update outlets set name = 'held' where id = 'o'")
  const waited = waiter.query("update outlets set name = 'late' where id = 'o'")
  const reads = httpOf('reads')
  const seen = async () => new Map((await readConnections(reads)).map((row) => [row.role, row]))
  await expect.poll(async () => (await seen()).get('edgesweep_sweeps')?.waiting).toBe(1)
  expect((await seen()).get('edgesweep_live')).toMatchObject({ limit: 8, connections: expect.any(Number), waiting: 0 })
  const said = await runStatement<{ query: string }>(
    reads,
    'others',
    sql`select query from pg_stat_activity where usename = 'edgesweep_sweeps'`,
  )
  expect(said.every(({ query }) => query === '<insufficient privilege>')).toBe(true)
  await holder.query('commit')
  await waited
  await Promise.all([holder.end(), waiter.end()])
})
