import { type SQL, sql } from 'drizzle-orm'

export type PipelineName = 'profiles' | 'creatives' | 'discoveries' | 'files'

/** A table whose records are processed by claims, in the terms that the statements of all pipelines share. */
export interface PipelineTable {
  table: SQL
  /** The statuses that records are claimed from, as the partial index of what is due has them. */
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
