import { type SQL, sql } from 'drizzle-orm'

export type PipelineName = 'profiles' | 'creatives' | 'discoveries' | 'files'

/** A table whose records are processed by claims, in the terms that the statements of all pipelines share. */
interface PipelineTable {
  table: SQL
  /** The statuses that records are claimed from. */
  claimable: SQL
  /** What a worker is given besides the claim, of the table as `t`. */
  subject: SQL
}

export const pipelineTables: Record<PipelineName, PipelineTable> = {
  profiles: {
    table: sql`profiles`,
    claimable: sql`('initial', 'profiled')`,
    subject: sql`t.login, t.profile, t.links, t.etags`,
  },
  creatives: {
    table: sql`creatives`,
    claimable: sql`('pending')`,
    subject: sql`t.url`,
  },
  discoveries: {
    table: sql`discoveries`,
    claimable: sql`('pending')`,
    subject: sql`t.query, t.max_results as "maxResults", t.page, t.found`,
  },
  files: {
    table: sql`file_tasks`,
    claimable: sql`('pending')`,
    subject: sql`t.key_id as "keyId", t.job_id as "jobId", t.url, iso_time(t.submitted_at) as "submittedAt"`,
  },
}

/** Claims go in order: more records than this are never claimed at a time, with a wide margin, so that the claimed ones are among the first. */
const mostClaimed = 20_000

/**
 * The records of a pipeline that are claimed, with the columns that claims have: found among the first of those that have not ended, since no
 * index knows them.
 */
export const claimedRecords = (pipeline: PipelineName): SQL => sql`
  select id, claimed_by, processing_started_at, lease_expires_at
  from (
    select id, status, claimed_by, processing_started_at, lease_expires_at
    from ${pipelineTables[pipeline].table}
    where ended_at is null
    order by next_attempt_at, id
    limit ${mostClaimed}::int
  ) as first
  where status = 'processing'`
