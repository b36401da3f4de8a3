import { sql } from 'drizzle-orm'

/** A sweep as queries give it; times are ISO 8601 in UTC. */
export interface SweepRow {
  id: string
  jobId: string | null
  status: 'running' | 'completed' | 'failed'
  /** Outlets claimed. */
  outlets: number
  startedAt: string
  endedAt: string | null
  summary: unknown
}

/** Columns of a `SweepRow`, from `sweeps`. */
export const sweepColumns = sql`
  id, job_id as "jobId", status, outlets, iso_time(started_at) as "startedAt", iso_time(ended_at) as "endedAt", summary`
