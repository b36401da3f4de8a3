import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { claimedRecords } from '../../fragments/claimed-records.ts'
import { endLease } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'
import { type PipelineName, pipelineTerms } from '../../schema/pipelines.ts'

interface StaleRelease {
  /** A record fails when its worker died in the last of this number of attempts, while the record was tried alone. */
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

/**
 * Ends claims whose lease has expired. Late results of these claims are refused. Their records are due again without a spent attempt, and are tried
 * alone, because any of the records that the dead worker held may have killed it. Only an attempt alone counts.
 */
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
        select id, claimed_by, begun and attempts >= ${maxAttempts}::int as exhausted
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
        claimed_from = null, ${endLease}, alone = not exhausted, begun = false,
        claimed_by = case when exhausted then t.claimed_by end,
        processing_started_at = case when exhausted then t.processing_started_at end,
        next_attempt_at = now()
      from stale
      where t.id = stale.id
      returning t.id, stale.claimed_by as "claimedBy", exhausted as "givenUp"`,
  )
}
