import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** Deletes the rows of up to `limit` jobs that ended more than `days` days ago, the oldest first. Returns the number of deleted rows. */
export async function deleteOldJobs(db: Database, { days, limit }: { days: number; limit: number }): Promise<number> {
  const rows = await runStatement<{ deleted: number }>(
    db,
    'delete-old-jobs',
    sql`
      with old as (
        select id from jobs where ended_at < now() - make_interval(days => ${days}::int)
        order by ended_at limit ${limit}::int for update skip locked
      ),
      gone as (delete from jobs j using old where j.id = old.id returning j.id)
      select count(*)::int as deleted from gone`,
  )
  return rows[0]!.deleted
}
