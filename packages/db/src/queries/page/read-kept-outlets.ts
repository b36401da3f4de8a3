import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { SweepRow } from '../../rows/sweep-row.ts'
import { runStatement } from '../../run-statement.ts'

interface KeptOutlets extends Pick<SweepRow, 'status'> {
  /** Ids of the outlets with stored pages of the sweep. */
  outletIds: string[]
  /** The time of the oldest kept page of any sweep, ISO 8601; null when none is kept. */
  keptSince: string | null
}

/** Lists the outlets with stored pages of a sweep; null when there is no such sweep. */
export async function readKeptOutlets(db: Database, { sweepId }: { sweepId: string }): Promise<KeptOutlets | null> {
  const rows = await runStatement<KeptOutlets>(
    db,
    'read-kept-outlets',
    sql`
      select s.status,
        (
          select coalesce(jsonb_agg(distinct outlet_id order by outlet_id), '[]') from outlet_pages where sweep_id = s.id
        ) as "outletIds",
        (select iso_time(min(observed_at)) from outlet_pages) as "keptSince"
      from sweeps s where s.id = ${sweepId}`,
  )
  return rows[0] ?? null
}
