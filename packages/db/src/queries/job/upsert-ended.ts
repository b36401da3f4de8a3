import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { columnNames, fieldValues, recordset } from '../../fragments/recordset.ts'
import { type JobRow, jobFields } from '../../rows/job-row.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Stores ended jobs, one row for each job. The same row again changes nothing. The end of a later run replaces the row; a late end of an
 * earlier run does not. Returns the ids of the written rows.
 */
export async function upsertEndedJobs(db: Database, jobs: JobRow[]): Promise<string[]> {
  const rows = await runStatement<{ id: string }>(
    db,
    'upsert-ended-jobs',
    // Ordered, so that two statements cannot deadlock. Attempts order a job's runs, because the clocks of Durable Objects may differ.
    sql`
      insert into jobs as j (${columnNames(jobFields)})
      select ${fieldValues('r', jobFields)}
      from ${recordset('r', jobs, jobFields)}
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
