import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * The name after which the pass over a folder continues. Begins a new pass `everySeconds` after the last one began. Null when the last one has
 * ended and the next is not due.
 */
export async function takeBucketPass(
  db: Database,
  { folder, everySeconds }: { folder: string; everySeconds: number },
): Promise<string | null> {
  const rows = await runStatement<{ after: string }>(
    db,
    'take-bucket-pass',
    sql`
      insert into bucket_passes as p (folder) values (${folder})
      on conflict (folder) do update set
        after = case when p.ended_at is null then p.after else '' end,
        began_at = case when p.ended_at is null then p.began_at else now() end,
        ended_at = null
      where p.ended_at is null or p.began_at <= now() - make_interval(secs => ${everySeconds}::float8)
      returning after`,
  )
  return rows[0]?.after ?? null
}
