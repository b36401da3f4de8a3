import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { releasedOutlets } from '../../fragments/released-outlets.ts'
import { runStatement } from '../../run-statement.ts'

/** Releases one outlet of a sweep and schedules its next start. False when the sweep does not hold it. */
export async function releaseSweepOutlet(
  db: Database,
  { sweepId, outletId }: { sweepId: string; outletId: string },
): Promise<boolean> {
  const rows = await runStatement<{ released: boolean }>(
    db,
    'release-sweep-outlet',
    sql`
      with held as materialized (
        select id from outlets where id = ${outletId} and sweep_id = ${sweepId} for no key update
      ),
      ${releasedOutlets}
      select exists (select from released) as released`,
  )
  return rows[0]!.released
}
