import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import type { JobRow } from '../rows/job-row.ts'
import { runStatement } from '../run-statement.ts'
import { storableJson } from '../storable-json.ts'

/**
 * Stores how a job ended. The same row again changes nothing; a later attempt, or the expiry of the results, replaces the row; an
 * earlier attempt that comes late, or another end of a job that expired, does not. True when the row was written.
 */
export async function upsertEndedJob(db: Database, job: JobRow): Promise<boolean> {
  const rows = await runStatement(
    db,
    'upsert-ended-job',
    sql`
      insert into jobs as j (
        id, key_id, kind, lane, status, spec, total, completed, failed, attempt, submitted_at, started_at, ended_at,
        expires_at, usage, error
      )
      values (
        ${job.id}, ${job.keyId}::text, ${job.kind}, ${job.lane}, ${job.status}, ${storableJson(job.spec)}::jsonb,
        ${job.total}::int, ${job.completed}::int, ${job.failed}::int, ${job.attempt}::int, ${job.submittedAt}::timestamptz,
        ${job.startedAt}::timestamptz, ${job.endedAt}::timestamptz, ${job.expiresAt}::timestamptz,
        nullif(${storableJson(job.usage)}::jsonb, 'null'), nullif(${storableJson(job.error)}::jsonb, 'null')
      )
      on conflict (id) do update set
        status = excluded.status, spec = excluded.spec, total = excluded.total, completed = excluded.completed,
        failed = excluded.failed, attempt = excluded.attempt, started_at = excluded.started_at,
        ended_at = excluded.ended_at, expires_at = excluded.expires_at, usage = excluded.usage, error = excluded.error
      where (excluded.attempt > j.attempt or excluded.attempt = j.attempt and j.status <> 'expired')
        and j is distinct from excluded
      returning j.id`,
  )
  return rows.length === 1
}
