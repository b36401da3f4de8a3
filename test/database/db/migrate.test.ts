import { migrate } from '@edgesweep/db/migrate.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { advertisers } from '@edgesweep/db/schema/advertisers.ts'
import { apiKeys } from '@edgesweep/db/schema/api-keys.ts'
import { archiveMembers } from '@edgesweep/db/schema/archive-members.ts'
import { archives } from '@edgesweep/db/schema/archives.ts'
import { changeEvents } from '@edgesweep/db/schema/change-events.ts'
import { creatives } from '@edgesweep/db/schema/creatives.ts'
import { deliveries, deliveryAttempts } from '@edgesweep/db/schema/deliveries.ts'
import { discoveries } from '@edgesweep/db/schema/discoveries.ts'
import { fileTasks } from '@edgesweep/db/schema/file-tasks.ts'
import { githubTokens } from '@edgesweep/db/schema/github-tokens.ts'
import {
  importMarkers,
  sortedAdvertisers,
  sortedOutlets,
  stagedAdvertisers,
  stagedOutlets,
} from '@edgesweep/db/schema/import-staging.ts'
import { imports } from '@edgesweep/db/schema/imports.ts'
import { items } from '@edgesweep/db/schema/items.ts'
import { jobs } from '@edgesweep/db/schema/jobs.ts'
import { outletPages } from '@edgesweep/db/schema/outlet-pages.ts'
import { outlets } from '@edgesweep/db/schema/outlets.ts'
import { pipelineCompletions } from '@edgesweep/db/schema/pipeline-completions.ts'
import { platformStatus } from '@edgesweep/db/schema/platform-status.ts'
import { profiles } from '@edgesweep/db/schema/profiles.ts'
import { snapshots } from '@edgesweep/db/schema/snapshots.ts'
import { sweeps } from '@edgesweep/db/schema/sweeps.ts'
import { webhookEndpoints } from '@edgesweep/db/schema/webhook-endpoints.ts'
import { sql } from 'drizzle-orm'
import { getTableConfig } from 'drizzle-orm/pg-core'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../open-database.ts'

const { db, url } = await openDatabase({ empty: true })

const tables = [
  getTableConfig(advertisers),
  getTableConfig(apiKeys),
  getTableConfig(archiveMembers),
  getTableConfig(archives),
  getTableConfig(changeEvents),
  getTableConfig(creatives),
  getTableConfig(deliveries),
  getTableConfig(deliveryAttempts),
  getTableConfig(discoveries),
  getTableConfig(fileTasks),
  getTableConfig(githubTokens),
  getTableConfig(importMarkers),
  getTableConfig(imports),
  getTableConfig(items),
  getTableConfig(jobs),
  getTableConfig(outletPages),
  getTableConfig(outlets),
  getTableConfig(pipelineCompletions),
  getTableConfig(platformStatus),
  getTableConfig(profiles),
  getTableConfig(snapshots),
  getTableConfig(sortedAdvertisers),
  getTableConfig(sortedOutlets),
  getTableConfig(stagedAdvertisers),
  getTableConfig(stagedOutlets),
  getTableConfig(sweeps),
  getTableConfig(webhookEndpoints),
]

const applied = () =>
  runStatement<{ hash: string }>(db, 'applied', sql`select hash from drizzle.__drizzle_migrations order by id`)

test('migrations by several processes at once apply each once, and later runs none', async () => {
  await Promise.all([migrate(url), migrate(url), migrate(url)])
  const first = await applied()
  expect(first.length).toBeGreaterThan(0)
  expect(new Set(first.map(({ hash }) => hash)).size).toBe(first.length)
  await migrate(url)
  expect(await applied()).toEqual(first)
})

describe('the migrated database', () => {
  test('has the tables that the schema declares, and no others', async () => {
    const rows = await runStatement<{ name: string }>(
      db,
      'tables',
      sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    )
    expect(rows.map(({ name }) => name)).toEqual(tables.map(({ name }) => name).sort())
  })

  test.each(tables)('has the columns of $name as declared: name, type, nullability, default', async (table) => {
    const columns = await runStatement<{ name: string; type: string; required: boolean; defaulted: boolean }>(
      db,
      'columns',
      sql`
        select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required, a.atthasdef as defaulted
        from pg_attribute a
        where a.attrelid = ${table.name}::regclass and a.attnum > 0 and not a.attisdropped
        order by a.attnum`,
    )
    const inKeys = new Set(table.primaryKeys.flatMap((key) => key.columns.map(({ name }) => name)))
    const declared = table.columns.map((column) => ({
      name: column.name,
      type: column.getSQLType().replace(/^char\(/, 'character('),
      required: column.notNull || inKeys.has(column.name),
      defaulted: column.hasDefault,
    }))
    expect(columns).toEqual(declared)
  })

  test.each(tables)('has the indexes and keys of $name as declared', async (table) => {
    const rows = await runStatement<{ name: string }>(
      db,
      'indexes',
      sql`select indexname as name from pg_indexes where tablename = ${table.name} and indexname not like '%_pkey' order by 1`,
    )
    const unique = table.columns.filter(({ isUnique }) => isUnique).map(({ uniqueName }) => uniqueName)
    const declared = [
      ...table.indexes.map(({ config }) => config.name),
      ...table.uniqueConstraints.map(({ name }) => name),
    ]
    expect(rows.map(({ name }) => name)).toEqual([...declared, ...unique].sort())
  })

  test('has no lease column in any index, so that taking a lease stays a cheap update', async () => {
    const rows = await runStatement(
      db,
      'lease indexes',
      sql`select indexdef from pg_indexes where schemaname = 'public' and (indexdef ~ 'lease' or tablename = 'outlets' and indexdef ~ 'sweep_id')`,
    )
    expect(rows).toEqual([])
  })
})

test('ids made by the database are ULIDs of its clock, sort by time and differ within a moment', async () => {
  const [row] = await runStatement<{ ids: string[]; now: string }>(
    db,
    'ids',
    sql`select array_agg(new_id('evt_')) as ids, iso_time(now()) as now from generate_series(1, 1000)`,
  )
  for (const id of row!.ids) expect(id).toMatch(/^evt_[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
  expect(new Set(row!.ids).size).toBe(1000)
  const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  const time = [...row!.ids[0]!.slice(4, 14)].reduce((sum, digit) => sum * 32 + digits.indexOf(digit), 0)
  expect(Math.abs(time - Date.parse(row!.now))).toBeLessThanOrEqual(1)
})
