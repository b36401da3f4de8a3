import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type OutletRow, outletColumns } from '../../rows/outlet-row.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * One outlet, null when there is none, with the database's time in `observedAt`. A scrape that begins by reading its outlet
 * observes at that time, whatever its own clock says and however long the page takes.
 */
export async function readOutlet(
  db: Database,
  { outletId }: { outletId: string },
): Promise<(OutletRow & { observedAt: string }) | null> {
  const rows = await runStatement<OutletRow & { observedAt: string }>(
    db,
    'read-outlet',
    sql`select ${outletColumns}, iso_time(now()) as "observedAt" from outlets o where o.id = ${outletId}`,
  )
  return rows[0] ?? null
}
