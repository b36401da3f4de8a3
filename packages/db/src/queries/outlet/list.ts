import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type OutletRow, outletColumns } from '../../rows/outlet-row.ts'
import { runStatement } from '../../run-statement.ts'

interface OutletsPage {
  /** The id of the last outlet of the page before. */
  after?: string | null
  limit: number
}

/** Outlets in the order of their ids, with the database's time in `observedAt`. */
export function listOutlets(
  db: Database,
  { after = null, limit }: OutletsPage,
): Promise<Array<OutletRow & { observedAt: string }>> {
  return runStatement(
    db,
    'list-outlets',
    sql`
      select ${outletColumns}, iso_time(now()) as "observedAt"
      from outlets o
      where o.id > coalesce(${after}::text, '')
      order by o.id
      limit ${limit}::int`,
  )
}
