import { type SQL, sql } from 'drizzle-orm'
import { type PipelineName, pipelineTerms } from '../schema/pipelines.ts'

/** Claims go in order, and fewer records than this are ever claimed at a time: the claimed ones are among the first. */
const mostClaimed = 20_000

/** A pipeline's claimed records with their claim. No index knows them, so they are found among the first records that have not ended. */
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
