import { eq } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { type SweepRow, sweepFields } from '../../rows/sweep-row.ts'
import { runStatement } from '../../run-statement.ts'
import { sweeps } from '../../schema/sweeps.ts'

/** One sweep; null when there is none. */
export async function readSweep(db: Database, { sweepId }: { sweepId: string }): Promise<SweepRow | null> {
  const read = build.select(answers(sweepFields)).from(sweeps).where(eq(sweeps.id, sweepId))
  return (await runStatement(db, 'read-sweep', read))[0] ?? null
}
