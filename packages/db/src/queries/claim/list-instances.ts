import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { claimedRecords, type PipelineName, pipelineTables } from '../../pipelines.ts'
import { runStatement } from '../../run-statement.ts'

/** One instance at one pipeline. */
export interface InstanceRow {
  pipeline: PipelineName
  instance: string
  claims: number
  /** Claims whose lease has run out. */
  staleClaims: number
  /** ISO 8601; null while it has none. */
  oldestClaimAt: string | null
  completedLastHour: number
}

/** Who works on which pipeline: all that hold claims, or have completed records within the last hour. */
export function listInstances(db: Database): Promise<InstanceRow[]> {
  const names = Object.keys(pipelineTables) as PipelineName[]
  const claims = names.map(
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
