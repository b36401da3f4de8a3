import { and, eq, isNull, lte, sql } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { afterSeconds as secondsFromNow } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'
import { sweeps } from '../../schema/sweeps.ts'

/**
 * Fails the sweeps whose starter died before it recorded their job. `afterSeconds` is longer than a sweep may take. Returns the number of
 * sweeps.
 */
export async function endLostSweeps(db: Database, { afterSeconds }: { afterSeconds: number }): Promise<number> {
  const ended = build
    .update(sweeps)
    .set({ status: 'failed', endedAt: sql`now()`, summary: { status: 'not submitted' } })
    .where(
      and(eq(sweeps.status, 'running'), isNull(sweeps.jobId), lte(sweeps.startedAt, secondsFromNow(-afterSeconds))),
    )
    .returning(answers({ id: sweeps.id }))
  return (await runStatement(db, 'end-lost-sweeps', ended)).length
}
