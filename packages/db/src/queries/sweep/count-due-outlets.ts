import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { isFree } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'

/** Counts of due outlets and skipped starts. */
interface DueOutlets {
  /** Enabled outlets whose next sweep is due and that no sweep holds. */
  due: number
  /** Outlets among them that have been due for more than two minutes: the scheduler has missed them. */
  late: number
  /** Skipped starts of all outlets so far. A start is skipped while the previous sweep still holds the outlet. */
  skippedOverlap: number
}

/** Counts due outlets and skipped starts. */
export async function countDueOutlets(db: Database): Promise<DueOutlets> {
  const rows = await runStatement<DueOutlets>(
    db,
    'count-due-outlets',
    sql`
      select (count(*) filter (where is_free))::int as due,
        (count(*) filter (where is_free and next_sweep_at <= now() - interval '2 minutes'))::int as late,
        (select coalesce(sum(skipped_overlaps), 0)::float8 from outlets) as "skippedOverlap"
      from (
        select next_sweep_at, ${isFree('sweep_lease_expires_at')} as is_free
        from outlets where enabled and next_sweep_at <= now()
      ) as due`,
  )
  return rows[0]!
}
