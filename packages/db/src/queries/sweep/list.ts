import { desc, lt } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { ifGiven } from '../../fragments/if-given.ts'
import { type SweepRow, sweepFields } from '../../rows/sweep-row.ts'
import { runStatement } from '../../run-statement.ts'
import { sweeps } from '../../schema/sweeps.ts'

interface SweepsPage {
  /** The id of the last sweep on the previous page. */
  before?: string | null
  limit: number
}

/** Sweeps, newest first. */
export function listSweeps(db: Database, { before, limit }: SweepsPage): Promise<SweepRow[]> {
  const listed = build
    .select(answers(sweepFields))
    .from(sweeps)
    .where(ifGiven(before, (id) => lt(sweeps.id, id)))
    .orderBy(desc(sweeps.id))
    .limit(limit)
  return runStatement(db, 'list-sweeps', listed)
}
