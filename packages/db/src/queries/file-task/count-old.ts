import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** Counts the files of file tasks that ended before a time (ISO 8601), of up to `limit` tasks, the oldest first. */
export async function countOldFiles(
  db: Database,
  { before, limit }: { before: string; limit: number },
): Promise<{ files: number; bytes: number }> {
  const rows = await runStatement<{ files: number; bytes: number }>(
    db,
    'count-old-stored-files',
    sql`
      select count(*)::int as files, coalesce(sum(bytes), 0)::float8 as bytes
      from (
        select distinct on (name) name, bytes
        from (
          select name, bytes from file_tasks where ended_at < ${before}::timestamptz order by ended_at limit ${limit}::int
        ) as old
        where name is not null
      ) as files`,
  )
  return rows[0]!
}
