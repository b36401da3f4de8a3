import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

interface OldPages {
  /** Each once. */
  files: string[]
  /** ISO 8601: the rows of these files are of this time or before. Null when no page is that old. */
  until: string | null
}

/** The files of about `limit` pages, the oldest first, that were read more than `days` days before today (UTC): whole days, because a file belongs to a day. */
export async function readOldPages(db: Database, { days, limit }: { days: number; limit: number }): Promise<OldPages> {
  // With ties: all pages of an observation, or none.
  const rows = await runStatement<OldPages>(
    db,
    'read-old-pages',
    sql`
      with old as (
        select file, observed_at from outlet_pages
        where observed_at < date_trunc('day', now(), 'UTC') - make_interval(days => ${days}::int)
        order by observed_at fetch first (${limit}::int) rows with ties
      )
      select coalesce(jsonb_agg(distinct file), '[]') as files, iso_time(max(observed_at)) as until from old`,
  )
  return rows[0]!
}
