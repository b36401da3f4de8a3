import { asc, gt } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers, currentTime } from '../../fields.ts'
import { type OutletRow, outletFields, outletsTable } from '../../rows/outlet-row.ts'
import { runStatement } from '../../run-statement.ts'

interface OutletsPage {
  /** The id of the last outlet on the previous page. */
  after?: string | null
  limit: number
}

/** Outlets by id, with the database's time in `observedAt`. */
export function listOutlets(
  db: Database,
  { after, limit }: OutletsPage,
): Promise<Array<OutletRow & { observedAt: string }>> {
  const listed = build
    .select(answers({ ...outletFields, observedAt: currentTime }))
    .from(outletsTable)
    .where(gt(outletsTable.id, after ?? ''))
    .orderBy(asc(outletsTable.id))
    .limit(limit)
  return runStatement(db, 'list-outlets', listed)
}
