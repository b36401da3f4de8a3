import { type SQL, sql } from 'drizzle-orm'
import { type PipelineName, pipelines, pipelineTerms } from '../schema/pipelines.ts'

/** Workers claim records in this order, and fewer than this at a time, so claimed records are among the first. */
const mostClaimed = 20_000

const claim = sql`id, claimed_by, processing_started_at, lease_expires_at`

/**
 * A pipeline's claimed records with their claims. With one line, no index finds them, so the query searches the first records that have not ended.
 * With many lines, an index has the leases.
 */
export const claimedRecords = (pipeline: PipelineName): SQL => {
  const { table } = pipelineTerms(pipeline)
  if (pipelines[pipeline].lines) return sql`select ${claim} from ${table} where status = 'processing'`
  return sql`
  select ${claim}
  from (
    select ${claim}, status
    from ${table}
    where ended_at is null
    order by next_attempt_at, id
    limit ${mostClaimed}::int
  ) as first
  where status = 'processing'`
}
