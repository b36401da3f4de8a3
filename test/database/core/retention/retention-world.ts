import { ownBucket } from '@edgesweep/core/retention/bucket-owner.ts'
import { runRetention } from '@edgesweep/core/retention/run-retention.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import type { Database } from '@edgesweep/db/database.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { vi } from 'vitest'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { rowsOf } from '../../db/some.ts'

export type Files = ReturnType<typeof inMemoryFiles>

/** The surroundings of a run. Its clock begins with a minute and advances by `stepMs` at each reading. */
export function someRun(
  db: Database,
  env: Record<string, string> = {},
  files = inMemoryFiles(),
  stepMs = 0,
  minute = 0,
) {
  let now = minute * 60_000
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const clock = { ...systemClock, now: () => (now += stepMs) }
  const ctx = { db, files, log, clock, settings: settingsFrom(env) }
  return {
    ctx,
    files,
    log,
    run: (budgetMs = 60_000) => runRetention(ctx, budgetMs),
    /** What the run has logged as deleted. */
    deleted: () => log.info.mock.calls.find(([event]) => event === 'retention.deleted')?.[1] ?? {},
  }
}

export const noRows = (db: Database) =>
  db.execute(sql`
    truncate jobs, deliveries, delivery_attempts, webhook_receivers, file_hosts, pipeline_completions, outlet_pages, file_tasks, imports,
      sweeps, archives, archive_members, bucket_passes, change_events`)

/** Stores `count` jobs that ended `days` ago. */
export const someJobs = (db: Database, count: number, days: number, dead = false) =>
  runStatement(
    db,
    'some jobs',
    sql`
      insert into jobs (id, kind, lane, status, spec, total, completed, failed, attempt, submitted_at, ended_at, dead)
      select 'job_' || ${days}::int || ${dead}::boolean || n, 'cart', 'bulk', 'completed', '{}', 1, 1, 0, 1, now(),
        now() - make_interval(days => ${days}::int), ${dead}::boolean
      from generate_series(1, ${count}::int) as n`,
  )

/** Stores file tasks of the job that ended `days` ago, with the files in the bucket, or only the rows. */
export async function someFileTasks(db: Database, files: Files | null, names: string[], days: number): Promise<void> {
  await runStatement(
    db,
    'some file tasks',
    sql`
      insert into file_tasks (id, job_id, url, submitted_at, status, name, bytes, ended_at)
      select new_id('fil_'), 'job_1', gen_random_uuid()::text, now(), 'done', name, 7,
        now() - make_interval(days => ${days}::int)
      from jsonb_array_elements_text(${JSON.stringify(names)}::jsonb) as name`,
  )
  for (const name of names) await files?.put(name, 'a file', 'text/plain')
}

/** Stores files so many days ago. */
export async function someFiles(files: Files, names: string[], days: number): Promise<void> {
  for (const name of names) {
    await files.put(name, 'a file', 'text/plain')
    files.stored.get(name)!.storedAt = new Date(Date.now() - days * 86_400_000).toISOString()
  }
}

export const someImportRow = (
  db: Database,
  {
    id,
    days,
    status = 'completed',
    rejects = [],
  }: { id: string; days: number | null; status?: string; rejects?: string[] },
) =>
  db.execute(sql`
    insert into imports (id, target, filename, status, reject_files, ended_at)
    values (${id}, 'advertisers', 'a.csv', ${status},
      array(select jsonb_array_elements_text(${JSON.stringify(rejects)}::jsonb)),
      now() - make_interval(days => ${days}::int))`)

/** A bucket of this database. */
export async function ownedBucket(db: Database): Promise<Files> {
  const files = inMemoryFiles()
  await ownBucket(db, files)
  return files
}

/** The files of a bucket, without the one that names its database. */
export const namesOf = (files: Files): string[] =>
  [...files.stored.keys()].filter((name) => !name.startsWith('identity/')).sort()

export const columnOf = async (db: Database, table: string, column: string): Promise<unknown[]> =>
  (await rowsOf(db, table, column)).map((row) => row[column])
