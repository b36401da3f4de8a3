import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { ifGiven } from '../../fragments/if-given.ts'
import { type JobRow, jobFields } from '../../rows/job-row.ts'
import { runStatement } from '../../run-statement.ts'
import { jobs } from '../../schema/jobs.ts'

/** A filter for ended jobs; null or missing fields do not filter. Times are ISO 8601. */
export interface JobFilter {
  status?: JobRow['status'] | null
  kind?: string | null
  lane?: JobRow['lane'] | null
  dead?: boolean | null
  /** True: jobs with expired results; false: the others. */
  expired?: boolean | null
  tag?: string | null
  submittedAfter?: string | null
  submittedBefore?: string | null
}

interface JobsPage extends JobFilter {
  /** Null: the jobs of all callers. */
  keyId: string | null
  /** The last job on the previous page. */
  before?: Pick<JobRow, 'submittedAt' | 'id'> | null
  limit: number
}

/** A row of the list; `expired`: the job's results have expired. */
export type ListedJob = JobRow & { expired: boolean }

const isExpired: SQL<boolean> = sql`coalesce(${jobs.expiresAt} <= now(), false)`

/** Ended jobs, newest submission first. */
export function listJobs(db: Database, page: JobsPage): Promise<ListedJob[]> {
  const listed = build
    .select(answers({ ...jobFields, expired: isExpired }))
    .from(jobs)
    .where(
      and(
        ifGiven(page.keyId, (id) => eq(jobs.keyId, id)),
        ifGiven(page.status, (status) => eq(jobs.status, status)),
        ifGiven(page.kind, (kind) => eq(jobs.kind, kind)),
        ifGiven(page.lane, (lane) => eq(jobs.lane, lane)),
        ifGiven(page.dead, (dead) => eq(jobs.dead, dead)),
        ifGiven(page.expired, (expired) => sql`${isExpired} = ${expired}`),
        ifGiven(page.tag, (tag) => sql`${jobs.spec} -> 'tags' ? ${tag}::text`),
        ifGiven(page.submittedAfter, (time) => gte(jobs.submittedAt, time)),
        ifGiven(page.submittedBefore, (time) => lt(jobs.submittedAt, time)),
        ifGiven(
          page.before,
          (last) => sql`(${jobs.submittedAt}, ${jobs.id}) < (${last.submittedAt}::timestamptz, ${last.id}::text)`,
        ),
      ),
    )
    .orderBy(desc(jobs.submittedAt), desc(jobs.id))
    .limit(page.limit)
  return runStatement(db, 'list-jobs', listed)
}
