import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { runStatement } from '../run-statement.ts'

export interface DueFileTasksClaim {
  /** The claimer's own, never used before; renewing and finishing need it. */
  token: string
  limit: number
  leaseSeconds: number
  /** A task that has been claimed so often without coming to an end is given up. */
  maxAttempts: number
}

export interface ClaimedFileTask {
  id: string
  /** Null for the clock's own jobs. */
  keyId: string | null
  jobId: string
  url: string
  /** The job's submission, ISO 8601. */
  submittedAt: string
  /** Number of this attempt, from 1; an attempt whose worker died counts too. */
  attempt: number
  /** How often the task's domain has asked for less. */
  throttles: number
}

/** What a claim came to. Nothing is due any more when both are empty. */
export interface FileTasksClaim {
  tasks: ClaimedFileTask[]
  /** Ids of tasks that became failed instead, because no worker outlived their last attempts. */
  givenUp: string[]
}

/** Leases file tasks that are due, longest due first. */
export async function claimDueFileTasks(db: Database, claim: DueFileTasksClaim): Promise<FileTasksClaim> {
  const rows = await runStatement<ClaimedFileTask & { givenUp: boolean }>(
    db,
    'claim-due-file-tasks',
    sql`
      with due as materialized (
        select id, attempts >= ${claim.maxAttempts}::int as exhausted
        from file_tasks
        where status = 'pending' and next_attempt_at <= now() and (lease_expires_at is null or lease_expires_at <= now())
        order by next_attempt_at, id
        limit ${claim.limit}::int
        for no key update skip locked
      ),
      given_up as (
        update file_tasks t
        set status = 'failed', ended_at = now(), lease_token = null, lease_expires_at = null,
          error = concat_ws(': ', format('given up after %s attempts, the last of which no worker outlived', t.attempts), t.error)
        from due
        where t.id = due.id and due.exhausted
        returning t.*
      ),
      leased as (
        update file_tasks t
        set lease_token = ${claim.token}, lease_expires_at = now() + make_interval(secs => ${claim.leaseSeconds}::float8),
          attempts = t.attempts + 1
        from due
        where t.id = due.id and not due.exhausted
        returning t.*
      )
      select id, key_id as "keyId", job_id as "jobId", url, iso_time(submitted_at) as "submittedAt", attempts as attempt,
        throttles, "givenUp"
      from (select *, false as "givenUp" from leased union all select *, true from given_up) as claimed
      order by next_attempt_at, id`,
  )
  return {
    tasks: rows.filter((row) => !row.givenUp).map(({ givenUp: _, ...task }) => task),
    givenUp: rows.filter((row) => row.givenUp).map(({ id }) => id),
  }
}
