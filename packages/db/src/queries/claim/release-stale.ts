import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { claimedRecords } from '../../fragments/claimed-records.ts'
import { endLease } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'
import { type PipelineName, pipelineTerms } from '../../schema/pipelines.ts'

interface StaleRelease {
  /** A record fails after this number of attempts. */
  maxAttempts: number
  /** Number of records to release at most. */
  limit: number
}

interface ReleasedClaim {
  id: string
  claimedBy: string
  /** The record failed, because the worker of its last attempt died. */
  givenUp: boolean
}

/** Ends claims whose lease has expired. Their records are due again, and late results of these claims are refused. */
export async function releaseStaleClaims(
  db: Database,
  pipeline: PipelineName,
  { maxAttempts, limit }: StaleRelease,
): Promise<ReleasedClaim[]> {
  const { table } = pipelineTerms(pipeline)
  return runStatement<ReleasedClaim>(
    db,
    'release-stale-claims',
    sql`
      with stale as materialized (
        select id, claimed_by, attempts >= ${maxAttempts}::int as exhausted
        from ${table}
        where id in (select id from (${claimedRecords(pipeline)}) as c where lease_expires_at <= now())
          and status = 'processing' and lease_expires_at <= now()
        order by id
        limit ${limit}::int
        for no key update skip locked
      )
      update ${table} t
      set status = case when exhausted then 'failed' else t.claimed_from end,
        ended_at = case when exhausted then now() end,
        error = case when exhausted
          then concat_ws(': ', format('given up after %s attempts: the worker of the last one died', t.attempts), t.error)
          else t.error end,
        claimed_from = null, ${endLease},
        claimed_by = case when exhausted then t.claimed_by end,
        processing_started_at = case when exhausted then t.processing_started_at end,
        next_attempt_at = now()
      from stale
      where t.id = stale.id
      returning t.id, stale.claimed_by as "claimedBy", exhausted as "givenUp"`,
  )
}
