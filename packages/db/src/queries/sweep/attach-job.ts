import { and, eq, isNull, or } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { runStatement } from '../../run-statement.ts'
import { sweeps } from '../../schema/sweeps.ts'

/** Records the job that carries out a sweep. False when the sweep is unknown or has another job. */
export async function attachSweepJob(
  db: Database,
  { sweepId, jobId }: { sweepId: string; jobId: string },
): Promise<boolean> {
  const attached = build
    .update(sweeps)
    .set({ jobId })
    .where(and(eq(sweeps.id, sweepId), or(isNull(sweeps.jobId), eq(sweeps.jobId, jobId))))
    .returning(answers({ id: sweeps.id }))
  return (await runStatement(db, 'attach-sweep-job', attached)).length === 1
}
