import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** Deletes up to `limit` completion counts that are older than `days` days. Returns the number of deleted rows. */
export async function deleteOldCompletions(
  db: Database,
  { days, limit }: { days: number; limit: number },
): Promise<number> {
  const rows = await runStatement<{ deleted: number }>(
    db,
    'delete-old-completions',
    sql`
      with old as (
        select pipeline, instance, minute from pipeline_completions
        where minute < now() - make_interval(days => ${days}::int)
        limit ${limit}::int for update skip locked
      ),
      gone as (
        delete from pipeline_completions c using old
        where (c.pipeline, c.instance, c.minute) = (old.pipeline, old.instance, old.minute)
        returning c.minute
      )
      select count(*)::int as deleted from gone`,
  )
  return rows[0]!.deleted
}
