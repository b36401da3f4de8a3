import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import type { JobRow } from '../rows/job-row.ts'
import { runStatement } from '../run-statement.ts'

export interface JobsPage {
  /** The caller whose jobs to list; null for everybody's. */
  keyId: string | null
  status?: JobRow['status'] | null
  kind?: string | null
  /** The last job of the page before. */
  before?: Pick<JobRow, 'submittedAt' | 'id'> | null
  limit: number
}

/** Jobs that ended, newest submission first. */
export function listJobs(
  db: Database,
  { keyId, status = null, kind = null, before = null, limit }: JobsPage,
): Promise<JobRow[]> {
  return runStatement<JobRow>(
    db,
    'list-jobs',
    sql`
      select id, key_id as "keyId", kind, lane, status, spec, total, completed, failed, attempt,
        iso_time(submitted_at) as "submittedAt", iso_time(started_at) as "startedAt", iso_time(ended_at) as "endedAt",
        iso_time(expires_at) as "expiresAt", usage, error
      from jobs
      where (${keyId}::text is null or key_id = ${keyId}::text)
        and (${status}::text is null or status = ${status}::text)
        and (${kind}::text is null or kind = ${kind}::text)
        and (
          ${before?.id ?? null}::text is null
          or (submitted_at, id) < (${before?.submittedAt ?? null}::timestamptz, ${before?.id ?? null}::text)
        )
      order by submitted_at desc, id desc
      limit ${limit}::int`,
  )
}
