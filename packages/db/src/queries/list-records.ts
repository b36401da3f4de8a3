import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type PipelineName, pipelineTables } from '../pipelines.ts'
import { runStatement } from '../run-statement.ts'

/** A record of a pipeline; times are ISO 8601. */
export interface RecordRow {
  id: string
  status: string
  attempts: number
  /** Why it failed, or why the last attempt did. */
  error: string | null
  /** Who holds it, or held it to its end. */
  claimedBy: string | null
  processingStartedAt: string | null
  /** Null while nobody holds it. */
  leaseExpiresAt: string | null
  /** When it was last added, claimed or ended. */
  updatedAt: string
  /** What it is about: those of its pipeline's own columns that name it. */
  subject: Record<string, unknown>
}

export interface RecordsPage {
  pipeline: PipelineName
  /** Whose files to list besides those of nobody's jobs; the other pipelines are everybody's. */
  keyId: string
  status?: string | null
  /** The id of the last record of the page before. */
  before?: string | null
  limit: number
}

const subjects: Record<PipelineName, SQL> = {
  profiles: sql`jsonb_build_object('login', t.login)`,
  creatives: sql`jsonb_build_object('url', t.url, 'advertiser_id', t.advertiser_id)`,
  discoveries: sql`jsonb_build_object('query', t.query, 'limit', t.max_results, 'found', t.found, 'added', t.added)`,
  files: sql`jsonb_build_object('url', t.url, 'job_id', t.job_id)`,
}

/** Records of a pipeline, newest first. */
export function listRecords(db: Database, page: RecordsPage): Promise<RecordRow[]> {
  const { pipeline, keyId, status = null, before = null, limit } = page
  const owned = pipeline === 'files' ? sql`(t.key_id = ${keyId} or t.key_id is null)` : sql`true`
  return runStatement<RecordRow>(
    db,
    'list-records',
    sql`
      select t.id, t.status, t.attempts, t.error, t.claimed_by as "claimedBy",
        iso_time(t.processing_started_at) as "processingStartedAt", iso_time(t.lease_expires_at) as "leaseExpiresAt",
        iso_time(greatest(t.created_at, t.processing_started_at, t.ended_at)) as "updatedAt",
        ${subjects[pipeline]} as subject
      from ${pipelineTables[pipeline].table} t
      where ${owned} and (${status}::text is null or t.status = ${status}::text)
        and (${before}::text is null or t.id < ${before}::text)
      order by t.id desc
      limit ${limit}::int`,
  )
}
