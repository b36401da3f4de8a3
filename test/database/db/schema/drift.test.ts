import { historyKinds } from '@edgesweep/db/history-kind.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { getTableName, sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../open-database.ts'
import { allTables } from './all-tables.ts'
import { describeTable, tableDefinition } from './table-definition.ts'

const { db } = await openDatabase()
const tables = await allTables()
const names = tables.map(getTableName)

beforeAll(async () => {
  await db.execute(sql`create schema declared`)
  const definitions = tables.map((table) => tableDefinition(table, 'declared'))
  for (const statement of definitions.flatMap(({ made }) => made)) await db.execute(sql.raw(statement))
  for (const statement of definitions.flatMap(({ linked }) => linked)) await db.execute(sql.raw(statement))
})

const describeIn = async (schema: string, table: string) =>
  (await runStatement(db, 'describe', describeTable(schema, table)))[0]

test('the migrated database has the tables that drizzle declares, and no others', async () => {
  const rows = await runStatement<{ name: string }>(
    db,
    'tables',
    sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  )
  expect(rows.map(({ name }) => name)).toEqual(names.toSorted())
})

test.each(names)(
  'the migrated table %s has the columns, defaults, keys, checks and indexes that drizzle declares',
  async (table) => {
    expect(await describeIn('public', table)).toEqual(await describeIn('declared', table))
  },
)

test('the history tables are partitioned, and no others', async () => {
  const rows = await runStatement<{ name: string }>(
    db,
    'partitioned',
    sql`select relname as name from pg_class where relkind = 'p' and relnamespace = 'public'::regnamespace order by 1`,
  )
  expect(rows.map(({ name }) => name)).toEqual([...historyKinds].sort())
})

test('only the index of claimed files contains a lease column, so that other claims can be heap-only updates', async () => {
  const rows = await runStatement(
    db,
    'lease indexes',
    sql`select indexname from pg_indexes where schemaname = 'public' and (indexdef ~ 'lease' or tablename = 'outlets' and indexdef ~ 'sweep_id')`,
  )
  expect(rows).toEqual([{ indexname: 'file_tasks_claimed' }])
})
