import { and, desc, eq, gte, or, sql } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers, type RowOf } from '../../fields.ts'
import { madeWithin } from '../../fragments/made-within.ts'
import { runStatement } from '../../run-statement.ts'
import { sweeps } from '../../schema/sweeps.ts'

const fields = { id: sweeps.id, jobId: sweeps.jobId, status: sweeps.status, outlets: sweeps.outlets }

export type RecentSweep = RowOf<typeof fields>

/** Upper limit of a sweep's running time (s). */
const longestSeconds = 7_200

/** Sweeps that run or ended within the last hour, newest first. */
export function readRecentSweeps(db: Database): Promise<RecentSweep[]> {
  const read = build
    .select(answers(fields))
    .from(sweeps)
    .where(
      and(
        gte(sweeps.id, madeWithin('swp_', longestSeconds)),
        or(eq(sweeps.status, 'running'), sql`${sweeps.endedAt} > now() - interval '1 hour'`),
      ),
    )
    .orderBy(desc(sweeps.id))
  return runStatement(db, 'read-recent-sweeps', read)
}
