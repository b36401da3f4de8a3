import { type SQL, sql } from 'drizzle-orm'
import { type PipelineName, pipelineTerms } from '../schema/pipelines.ts'

/** Workers claim records in this order, and fewer than this at a time, so claimed records are among the first. */
const mostClaimed = 20_000

/** A pipeline's claimed records with their claims. No index finds them, so the query searches the first records that have not ended. */
export const claimedRecords = (pipeline: PipelineName): SQL => sql`
  select id, claimed_by, processing_started_at, lease_expires_at
  from (
    select id, status, claimed_by, processing_started_at, lease_expires_at
    from ${pipelineTerms(pipeline).table}
    where ended_at is null
    order by next_attempt_at, id
    limit ${mostClaimed}::int
  ) as first
  where status = 'processing'`
