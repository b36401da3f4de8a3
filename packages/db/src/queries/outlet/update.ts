import { eq, type SQL, sql } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { type OutletRow, outletFields } from '../../rows/outlet-row.ts'
import { runStatement } from '../../run-statement.ts'
import { type OutletSettings, outlets } from '../../schema/outlets.ts'

/**
 * Changes the given settings of an outlet and returns it; null when there is none. A shorter interval brings the next sweep forward, and
 * an outlet that becomes enabled is due at once.
 */
export async function updateOutlet(
  db: Database,
  outletId: string,
  change: Partial<OutletSettings>,
): Promise<OutletRow | null> {
  const updated = build
    .update(outlets)
    .set({ ...change, updatedAt: sql`now()`, nextSweepAt: nextSweep(change) })
    .where(eq(outlets.id, outletId))
    .returning(answers(outletFields))
  return (await runStatement(db, 'update-outlet', updated))[0] ?? null
}

/** Columns have their values from before the change. */
function nextSweep({ enabled, intervalSeconds, timezone }: Partial<OutletSettings>): SQL {
  const start = sql`
    next_sweep_at(${outlets.id}, ${intervalSeconds ?? outlets.intervalSeconds}::int, ${timezone ?? outlets.timezone}::text)`
  const earlier = sql`least(${outlets.nextSweepAt}, ${start})`
  return enabled ? sql`case when ${outlets.enabled} then ${earlier} else now() end` : earlier
}
