import { and, eq, isNotNull, lte } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { afterSeconds as secondsFromNow } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'
import { sweeps } from '../../schema/sweeps.ts'

/** The running sweeps, at most `limit`, that were opened more than `afterSeconds` ago, with their jobs. Their end has not arrived. */
export async function listOverdueSweeps(
  db: Database,
  { afterSeconds, limit }: { afterSeconds: number; limit: number },
): Promise<Array<{ id: string; jobId: string }>> {
  const overdue = build
    .select(answers({ id: sweeps.id, jobId: sweeps.jobId }))
    .from(sweeps)
    .where(
      and(eq(sweeps.status, 'running'), isNotNull(sweeps.jobId), lte(sweeps.openedAt, secondsFromNow(-afterSeconds))),
    )
    .limit(limit)
  return (await runStatement(db, 'list-overdue-sweeps', overdue)).map(({ id, jobId }) => ({ id, jobId: jobId! }))
}
