import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type SweepRow, sweepColumns } from '../../rows/sweep-row.ts'
import { runStatement } from '../../run-statement.ts'

/** One sweep, null when there is none. */
export async function readSweep(db: Database, { sweepId }: { sweepId: string }): Promise<SweepRow | null> {
  const rows = await runStatement<SweepRow>(
    db,
    'read-sweep',
    sql`select ${sweepColumns} from sweeps where id = ${sweepId}`,
  )
  return rows[0] ?? null
}
