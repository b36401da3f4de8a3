import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { JobRow } from '../../rows/job-row.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/**
 * Stores how jobs ended; `jobs` holds each job once. The same row again changes nothing; the end of a later run replaces the row, and
 * that of an earlier one that comes late does not. Gives the ids of the rows written.
 */
export async function upsertEndedJobs(db: Database, jobs: JobRow[]): Promise<string[]> {
  const rows = await runStatement<{ id: string }>(
    db,
    'upsert-ended-jobs',
    // In the order of their ids, so that two statements cannot wait for one another. Attempts count on over a job's runs, whatever the
    // clocks of the objects that end them say.
    sql`
      insert into jobs as j (
        id, key_id, kind, lane, status, spec, total, completed, failed, attempt, submitted_at, started_at, ended_at,
        expires_at, usage, error, dead
      )
      select r.id, r."keyId", r.kind, r.lane, r.status, r.spec, r.total, r.completed, r.failed, r.attempt, r."submittedAt",
        r."startedAt", r."endedAt", r."expiresAt", r.usage, r.error, r.dead
      from jsonb_to_recordset(${storableJson(jobs)}::jsonb) as r (
        id text, "keyId" text, kind text, lane text, status text, spec jsonb, total int, completed int, failed int,
        attempt int, "submittedAt" timestamptz, "startedAt" timestamptz, "endedAt" timestamptz, "expiresAt" timestamptz,
        usage jsonb, error jsonb, dead boolean
      )
      order by r.id
      on conflict (id) do update set
        status = excluded.status, spec = excluded.spec, total = excluded.total, completed = excluded.completed,
        failed = excluded.failed, attempt = excluded.attempt, started_at = excluded.started_at,
        ended_at = excluded.ended_at, expires_at = excluded.expires_at, usage = excluded.usage, error = excluded.error,
        dead = excluded.dead
      where (excluded.attempt, excluded.ended_at) > (j.attempt, j.ended_at)
      returning j.id`,
  )
  return rows.map(({ id }) => id)
}
