import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** Enabled outlets whose time to be swept has come, and the starts that were left out. */
interface DueOutlets {
  /** That no sweep holds. */
  due: number
  /** Of those, the ones whose time came more than two minutes ago: the clock has missed them. */
  late: number
  /** Starts left out so far, of all outlets, because the sweep before was still at it. */
  skippedOverlap: number
}

/** How many outlets are due. */
export async function countDueOutlets(db: Database): Promise<DueOutlets> {
  const rows = await runStatement<DueOutlets>(
    db,
    'count-due-outlets',
    sql`
      select (count(*) filter (where is_free))::int as due,
        (count(*) filter (where is_free and next_sweep_at <= now() - interval '2 minutes'))::int as late,
        (select coalesce(sum(skipped_overlaps), 0)::float8 from outlets) as "skippedOverlap"
      from (
        select next_sweep_at, coalesce(sweep_lease_expires_at <= now(), true) as is_free
        from outlets where enabled and next_sweep_at <= now()
      ) as due`,
  )
  return rows[0]!
}
