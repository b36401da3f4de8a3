import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { JobRow } from '../../rows/job-row.ts'
import { runStatement } from '../../run-statement.ts'

/** Which ended jobs to list; what is null or missing does not matter. Times are ISO 8601. */
export interface JobFilter {
  status?: JobRow['status'] | null
  kind?: string | null
  lane?: JobRow['lane'] | null
  dead?: boolean | null
  /** Whether the results are gone. */
  expired?: boolean | null
  tag?: string | null
  submittedAfter?: string | null
  submittedBefore?: string | null
}

interface JobsPage extends JobFilter {
  /** The caller whose jobs to list; null for everybody's. */
  keyId: string | null
  /** The last job of the page before. */
  before?: Pick<JobRow, 'submittedAt' | 'id'> | null
  limit: number
}

/** A row of the list; `expired`: its results are gone. */
export type ListedJob = JobRow & { expired: boolean }

/** Jobs that ended, newest submission first. */
export function listJobs(db: Database, page: JobsPage): Promise<ListedJob[]> {
  const {
    keyId,
    status = null,
    kind = null,
    lane = null,
    dead = null,
    expired = null,
    tag = null,
    before,
    limit,
  } = page
  const { submittedAfter = null, submittedBefore = null } = page
  return runStatement<ListedJob>(
    db,
    'list-jobs',
    sql`
      select id, key_id as "keyId", kind, lane, status, spec, total, completed, failed, attempt,
        iso_time(submitted_at) as "submittedAt", iso_time(started_at) as "startedAt", iso_time(ended_at) as "endedAt",
        iso_time(expires_at) as "expiresAt", usage, error, dead, coalesce(expires_at <= now(), false) as expired
      from jobs
      where (${keyId}::text is null or key_id = ${keyId}::text)
        and (${status}::text is null or status = ${status}::text)
        and (${kind}::text is null or kind = ${kind}::text)
        and (${lane}::text is null or lane = ${lane}::text)
        and (${dead}::boolean is null or dead = ${dead}::boolean)
        and (${expired}::boolean is null or coalesce(expires_at <= now(), false) = ${expired}::boolean)
        and (${tag}::text is null or spec -> 'tags' ? ${tag}::text)
        and (${submittedAfter}::timestamptz is null or submitted_at >= ${submittedAfter}::timestamptz)
        and (${submittedBefore}::timestamptz is null or submitted_at < ${submittedBefore}::timestamptz)
        and (
          ${before?.id ?? null}::text is null
          or (submitted_at, id) < (${before?.submittedAt ?? null}::timestamptz, ${before?.id ?? null}::text)
        )
      order by submitted_at desc, id desc
      limit ${limit}::int`,
  )
}
