import type { Database } from '@edgesweep/db/database.ts'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { databaseRoles, type Workload } from '@edgesweep/db/roles.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { type SQL, sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OwnedPostgres, startOwnedPostgres } from '../../../support/postgres/owned-postgres.ts'
import { someImport } from '../../core/import/import-world.ts'
import { runEveryQuery } from '../drivers/run-every-query.ts'

const dialect = new PgDialect()
const workloads = Object.keys(databaseRoles) as Workload[]
let postgres: OwnedPostgres
const connections = new Map<string, ReturnType<typeof connectNodePostgres>>()

beforeAll(async () => {
  postgres = await startOwnedPostgres()
  for (const workload of workloads)
    connections.set(workload, connectNodePostgres(postgres.pooled(workload), { max: 2 }))
  connections.set('owner', connectNodePostgres(postgres.ownerUrl, { max: 2 }))
}, 60_000)
afterAll(async () => {
  for (const { close } of connections.values()) await close()
  await postgres?.close()
})

const dbOf = (who: Workload | 'owner'): Database => connections.get(who)!.db

/** SQLSTATEs of forbidden statements: insufficient_privilege and read_only_sql_transaction. */
const refusals = ['42501', '25006']

/** SQLSTATE of a statement that a role runs in a transaction without a commit; null when the role may run it. */
async function refusalOf(workload: Workload, statement: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: postgres.direct(workload) })
  await client.connect()
  try {
    await client.query('begin')
    await client.query(statement)
    return null
  } catch (error) {
    return (error as { code: string }).code
  } finally {
    await client.end()
  }
}

test.each([
  ['select count(*) from items', workloads],
  ['select * from imports', workloads],
  ['select prefix, scopes from api_keys', workloads],
  ['select sha256 from api_keys', ['reads', 'live']],
  ['select webhook_secret from api_keys', ['background']],
  ['select secret from webhook_endpoints', ['background']],
  ["update webhook_endpoints set url = 'https://elsewhere.example/'", []],
  ["update api_keys set scopes = '{write}'", []],
  ['update items set listed = false', ['live', 'sweeps']],
  ["insert into advertisers values ('a', 'b', 'c')", ['imports']],
  ['delete from jobs', ['background']],
  ['delete from items', []],
  ["select begin_import_staging('imp', 'token', 1)", ['imports']],
  ['truncate staged_advertisers', []],
  ["comment on table snapshots is 'partitioned by day'", ['background']],
  ["comment on table items is 'kept'", []],
  ['create table made (id text)', []],
  ['select from count_connections()', ['reads', 'live']],
  ['select from drizzle.__drizzle_migrations', []],
])('the statement "%s" is allowed for exactly the workloads %j', async (statement, allowed) => {
  const outcomes = await Promise.all(workloads.map((workload) => refusalOf(workload, statement)))
  expect(workloads.filter((_, at) => outcomes[at] === null)).toEqual(allowed)
  for (const outcome of outcomes) if (outcome !== null) expect(refusals).toContain(outcome)
})

test('some workload may run each query of the package, except that creating an API key or a webhook endpoint needs the owner', async () => {
  const needed = new Set<string>()
  // A forbidden statement changes nothing, so the next role can try it.
  const execute = async (statement: SQL) => {
    for (const who of [...workloads, 'owner'] as const) {
      try {
        return await dbOf(who).execute(statement)
      } catch (error) {
        const { code } = (error as { cause?: { code?: string } }).cause ?? {}
        if (who === 'owner' || !refusals.includes(code ?? '')) throw error
        if (who === workloads.at(-1)) {
          const { sql: text } = dialect.sqlToQuery(statement)
          needed.add(text.match(/api_keys|webhook_endpoints/)?.[0] ?? text)
        }
      }
    }
    throw new Error('The list of workloads is empty')
  }
  await runEveryQuery({ execute } as unknown as Database)
  expect([...needed].sort()).toEqual(['api_keys', 'webhook_endpoints'])
})

test('the imports role completes an import without indexes despite a late worker, and the owner owns the table and indexes that it creates', async () => {
  await postgres.admin.query('delete from advertisers; delete from imports; delete from import_markers')
  const late = new pg.Client({ connectionString: postgres.direct('imports') })
  const ended = new Promise<void>((resolve) => late.on('end', resolve))
  late.on('error', () => {})
  await late.connect()
  await late.query("begin; insert into staged_advertisers values (1, 'late', 'late', 'late', null)")
  const csv = `advertiser_id,advertiser_name\n${Array.from({ length: 20 }, (_, n) => `AR${n},Name ${n}`).join('\n')}\n`
  const { run } = await someImport(dbOf('imports'), csv)
  const [row] = await run({ rowsWithoutIndexes: 1 })
  await ended
  expect(row).toMatchObject({ status: 'completed', inserted: 20, error: null })
  const owned = await runStatement<{ name: string }>(
    dbOf('owner'),
    'owned',
    sql`
      select c.relname as name from pg_class c
      where c.relname in ('sorted_advertisers', 'advertisers_by_name', 'advertisers_by_country') and c.relowner = 'owner'::regrole
      order by 1`,
  )
  expect(owned.map(({ name }) => name)).toEqual(['advertisers_by_country', 'advertisers_by_name', 'sorted_advertisers'])
})

test('the background role can concurrently detach a partition of the owner from a table of the role edgesweep_partitions', async () => {
  await postgres.admin.query(`
    create table days (day date) partition by range (day);
    create table days_1 partition of days for values from ('2026-01-01') to ('2026-01-02');
    alter table days owner to edgesweep_partitions;
    alter table days_1 owner to owner`)
  await runStatement(dbOf('background'), 'detach', sql`alter table days detach partition days_1 concurrently`)
  const { rows } = await postgres.admin.query("select from pg_inherits where inhrelid = 'days_1'::regclass")
  expect(rows).toEqual([])
  await postgres.admin.query('drop table days, days_1')
})
