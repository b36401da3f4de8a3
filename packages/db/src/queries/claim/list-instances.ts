import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { claimedRecords } from '../../fragments/claimed-records.ts'
import { runStatement } from '../../run-statement.ts'
import { type PipelineName, pipelineNames } from '../../schema/pipelines.ts'

/** One instance that works on one pipeline. */
export interface InstanceRow {
  pipeline: PipelineName
  instance: string
  claims: number
  /** Number of claims with an expired lease. */
  staleClaims: number
  /** ISO 8601; null while it holds no claim. */
  oldestClaimAt: string | null
  completedLastHour: number
}

/** Instances by pipeline that hold claims or have completed records within the last hour. */
export function listInstances(db: Database): Promise<InstanceRow[]> {
  const claims = pipelineNames.map(
    (name) => sql`
      select ${name}::text as pipeline, claimed_by as instance, count(*)::int as claims,
        (count(*) filter (where lease_expires_at <= now()))::int as stale, min(processing_started_at) as oldest
      from (${claimedRecords(name)}) as c
      group by claimed_by`,
  )
  return runStatement<InstanceRow>(
    db,
    'list-instances',
    sql`
      with claims as (${sql.join(claims, sql` union all `)}),
      completions as (
        select pipeline, instance, sum(completed)::int as completed
        from pipeline_completions
        where minute > now() - interval '1 hour'
        group by pipeline, instance
      )
      select pipeline, instance, coalesce(claims, 0) as claims, coalesce(stale, 0) as "staleClaims",
        iso_time(oldest) as "oldestClaimAt", coalesce(completed, 0) as "completedLastHour"
      from claims
      full join completions using (pipeline, instance)
      order by pipeline, instance`,
  )
}
