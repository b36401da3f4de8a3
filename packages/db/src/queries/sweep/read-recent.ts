import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { madeWithin } from '../../fragments/made-within.ts'
import { runStatement } from '../../run-statement.ts'

/** A sweep that runs or has ended within the last hour. */
export interface RecentSweep {
  id: string
  jobId: string | null
  status: 'running' | 'completed' | 'failed'
  outlets: number
}

/** No sweep runs for so long. */
const longestSeconds = 7_200

/** Sweeps that run, or have ended within the last hour, the newest first. */
export function readRecentSweeps(db: Database): Promise<RecentSweep[]> {
  return runStatement<RecentSweep>(
    db,
    'read-recent-sweeps',
    sql`
      select id, job_id as "jobId", status, outlets
      from sweeps
      where id >= ${madeWithin('swp_', longestSeconds)} and (status = 'running' or ended_at > now() - interval '1 hour')
      order by id desc`,
  )
}
