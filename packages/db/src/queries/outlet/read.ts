import { eq } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers, currentTime } from '../../fields.ts'
import { type OutletRow, outletFields, outletsTable } from '../../rows/outlet-row.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * One outlet with the database's time in `observedAt`; null when there is none. An observation that begins with this reading has that
 * time, so that neither the worker's clock nor slow pages change the order of observations.
 */
export async function readOutlet(
  db: Database,
  { outletId }: { outletId: string },
): Promise<(OutletRow & { observedAt: string }) | null> {
  const read = build
    .select(answers({ ...outletFields, observedAt: currentTime }))
    .from(outletsTable)
    .where(eq(outletsTable.id, outletId))
  return (await runStatement(db, 'read-outlet', read))[0] ?? null
}
