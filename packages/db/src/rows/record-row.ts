import { type SQL, sql } from 'drizzle-orm'
import type { PipelineName } from '../pipelines.ts'
import { filesVisibleTo } from './file-row.ts'

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
  /** What has come of it so far; null where that was not asked for, and of searches: whom they find becomes records. */
  result: Record<string, unknown> | null
}

const subjects: Record<PipelineName, SQL> = {
  profiles: sql`jsonb_build_object('login', t.login)`,
  creatives: sql`jsonb_build_object('url', t.url, 'advertiser_id', t.advertiser_id)`,
  discoveries: sql`jsonb_build_object('query', t.query, 'limit', t.max_results, 'found', t.found, 'added', t.added)`,
  files: sql`jsonb_build_object('url', t.url, 'job_id', t.job_id)`,
}

const results: Record<PipelineName, SQL> = {
  profiles: sql`jsonb_build_object('profile', t.profile, 'links', t.links)`,
  creatives: sql`jsonb_build_object('title', t.title, 'text', t.body_text, 'landing_url', t.landing_url, 'media', coalesce(t.media, '[]'))`,
  discoveries: sql`null::jsonb`,
  files: sql`jsonb_build_object('name', t.name, 'bytes', t.bytes, 'sha256', t.sha256, 'content_type', t.content_type)`,
}

/** Columns of a `RecordRow`, from a pipeline's table as `t`. */
export const recordColumns = (pipeline: PipelineName, { withResult }: { withResult: boolean }): SQL => sql`
  t.id, t.status, t.attempts, t.error, t.claimed_by as "claimedBy",
  iso_time(t.processing_started_at) as "processingStartedAt", iso_time(t.lease_expires_at) as "leaseExpiresAt",
  iso_time(greatest(t.created_at, t.processing_started_at, t.ended_at)) as "updatedAt",
  ${subjects[pipeline]} as subject, ${withResult ? results[pipeline] : sql`null::jsonb`} as result`

/** Files of another caller's jobs are nobody else's; the other pipelines' records are everybody's. */
export const recordsVisibleTo = (pipeline: PipelineName, keyId: string): SQL =>
  pipeline === 'files' ? filesVisibleTo(keyId) : sql`true`
