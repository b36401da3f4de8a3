import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type OutletRow, outletColumns } from '../../rows/outlet-row.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Has an outlet's next extraction taken as it is, which ends its quarantine. Gives the outlet, whose `quarantine` is null where there was none
 * and nothing is changed; null for an unknown one.
 */
export async function acceptOutlet(db: Database, { outletId }: { outletId: string }): Promise<OutletRow | null> {
  const rows = await runStatement<OutletRow>(
    db,
    'accept-outlet',
    sql`
      update outlets o
      set quarantine = jsonb_set(o.quarantine, '{accepted}', 'true')
      where o.id = ${outletId}
      returning ${outletColumns}`,
  )
  return rows[0] ?? null
}
