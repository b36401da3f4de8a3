import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { endLease } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'
import { type PipelineName, pipelineTerms } from '../../schema/pipelines.ts'

/** Ends an instance's claims early, on request of an operator. Their records are due again. Returns the number of claims. */
export async function releaseClaims(db: Database, pipeline: PipelineName, instance: string): Promise<number> {
  const { table } = pipelineTerms(pipeline)
  const rows = await runStatement<{ released: number }>(
    db,
    'release-claims',
    sql`
      with released as (
        update ${table}
        set status = claimed_from, claimed_from = null, claimed_by = null, processing_started_at = null, ${endLease}, begun = false,
          next_attempt_at = now()
        where ended_at is null and status = 'processing' and claimed_by = ${instance}
        returning id
      )
      select count(*)::int as released from released`,
  )
  return rows[0]!.released
}
