import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

interface OldPages {
  /** Distinct file names. */
  files: string[]
  /** ISO 8601: time of the newest row of these files. Null when no page is that old. */
  until: string | null
}

/** Files of about `limit` pages, oldest first, that were read more than `days` days before today (UTC). Each file belongs to one whole day. */
export async function readOldPages(db: Database, { days, limit }: { days: number; limit: number }): Promise<OldPages> {
  // WITH TIES, so that the result has all pages of an observation or none.
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
