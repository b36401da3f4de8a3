import { and, asc, eq, getTableColumns, sql } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { runStatement } from '../../run-statement.ts'
import { outletPages } from '../../schema/outlet-pages.ts'
import type { KeptPage } from './record.ts'

const { sweepId, outletId, place, ...fields } = getTableColumns(outletPages)

/** The pages of an outlet's last observation by a sweep, in the order of reading. `observedAt`: ISO 8601, the same for all. */
export function readOutletPages(
  db: Database,
  observed: { outletId: string; sweepId: string },
): Promise<Array<KeptPage & { observedAt: string }>> {
  const ofSweep = and(eq(sweepId, observed.sweepId), eq(outletId, observed.outletId))
  const last = build
    .select({ at: sql`max(${fields.observedAt})` })
    .from(outletPages)
    .where(ofSweep)
  const read = build
    .select(answers(fields))
    .from(outletPages)
    .where(and(ofSweep, eq(fields.observedAt, last)))
    .orderBy(asc(place))
  return runStatement(db, 'read-outlet-pages', read)
}
