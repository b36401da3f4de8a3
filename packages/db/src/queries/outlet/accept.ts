import { eq, sql } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { type OutletRow, outletFields } from '../../rows/outlet-row.ts'
import { runStatement } from '../../run-statement.ts'
import { outlets } from '../../schema/outlets.ts'

/**
 * Accepts an outlet in quarantine: its next extraction is recorded without the anomaly guard, which ends the quarantine. Returns the
 * outlet, unchanged if it has no quarantine; null when the outlet is unknown.
 */
export async function acceptOutlet(db: Database, { outletId }: { outletId: string }): Promise<OutletRow | null> {
  const accepted = build
    .update(outlets)
    .set({ quarantine: sql`jsonb_set(${outlets.quarantine}, '{accepted}', 'true')` })
    .where(eq(outlets.id, outletId))
    .returning(answers(outletFields))
  return (await runStatement(db, 'accept-outlet', accepted))[0] ?? null
}
