import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Ends, as failed, the sweeps whose starter died before a job was known to carry them out. `afterSeconds` is longer than a sweep
 * may take. Gives how many there were.
 */
export async function endLostSweeps(db: Database, { afterSeconds }: { afterSeconds: number }): Promise<number> {
  const rows = await runStatement(
    db,
    'end-lost-sweeps',
    sql`
      update sweeps
      set status = 'failed', ended_at = now(), summary = '{"status": "not submitted"}'
      where status = 'running' and job_id is null
        and started_at <= now() - make_interval(secs => ${afterSeconds}::float8)
      returning id`,
  )
  return rows.length
}
