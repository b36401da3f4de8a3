import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { runStatement } from '../run-statement.ts'

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

export interface SweepsPage {
  /** The id of the last sweep of the page before. */
  before?: string | null
  limit: number
}

/** Sweeps, newest first. */
export function listSweeps(db: Database, { before = null, limit }: SweepsPage): Promise<SweepRow[]> {
  return runStatement<SweepRow>(
    db,
    'list-sweeps',
    sql`
      select id, job_id as "jobId", status, outlets, iso_time(started_at) as "startedAt", iso_time(ended_at) as "endedAt",
        summary
      from sweeps
      where ${before}::text is null or id < ${before}::text
      order by id desc
      limit ${limit}::int`,
  )
}
