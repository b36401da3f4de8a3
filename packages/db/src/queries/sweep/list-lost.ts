import { and, eq, isNull, lte } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { afterSeconds as secondsFromNow } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'
import { sweeps } from '../../schema/sweeps.ts'

/**
 * The running sweeps, at most `limit`, that have had no job for `afterSeconds` since they last claimed outlets: their starter died or failed before it
 * recorded the job.
 */
export async function listLostSweeps(
  db: Database,
  { afterSeconds, limit }: { afterSeconds: number; limit: number },
): Promise<string[]> {
  const lost = build
    .select(answers({ id: sweeps.id }))
    .from(sweeps)
    .where(and(eq(sweeps.status, 'running'), isNull(sweeps.jobId), lte(sweeps.openedAt, secondsFromNow(-afterSeconds))))
    .limit(limit)
  return (await runStatement(db, 'list-lost-sweeps', lost)).map(({ id }) => id)
}
