import { type SQL, sql } from 'drizzle-orm'

/** A file task as callers see it; times are ISO 8601 in UTC. */
export interface FileRow {
  id: string
  jobId: string
  url: string
  /** `failed`: no attempt follows. */
  status: 'pending' | 'processing' | 'done' | 'failed'
  attempts: number
  /** In the bucket; like the next three null until it is done. */
  name: string | null
  bytes: number | null
  sha256: string | null
  contentType: string | null
  /** Why it failed, or why the last attempt did. */
  error: string | null
  createdAt: string
  endedAt: string | null
}

/** Columns of a `FileRow`, from `file_tasks`. */
export const fileColumns = sql`
  id, job_id as "jobId", url, status, attempts, name, bytes::float8, sha256, content_type as "contentType", error,
  iso_time(created_at) as "createdAt", iso_time(ended_at) as "endedAt"`

/** Of `file_tasks`: files of a caller's jobs, and of what is everybody's, sweeps and ad creatives. */
export const filesVisibleTo = (keyId: string): SQL => sql`(key_id = ${keyId} or key_id is null)`
