import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** Writes down which job carries a sweep out; false when the sweep is unknown or has another job already. */
export async function attachSweepJob(
  db: Database,
  { sweepId, jobId }: { sweepId: string; jobId: string },
): Promise<boolean> {
  const rows = await runStatement(
    db,
    'attach-sweep-job',
    sql`
      update sweeps set job_id = ${jobId}
      where id = ${sweepId} and (job_id is null or job_id = ${jobId})
      returning id`,
  )
  return rows.length === 1
}
