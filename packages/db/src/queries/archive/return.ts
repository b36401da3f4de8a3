import { and, eq } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { afterSeconds } from '../../fragments/lease.ts'
import type { ArchiveHold } from '../../rows/archive-row.ts'
import { runStatement } from '../../run-statement.ts'
import { archives } from '../../schema/archives.ts'

interface ArchiveReturn extends Pick<ArchiveHold, 'kind' | 'day' | 'token'> {
  /** Seconds until the day is due again. */
  afterSeconds: number
  /** Error of the failed step; null when the step ran out of time. */
  error: string | null
}

/** Ends the claim of a day. Does nothing when the claim is lost. */
export async function returnArchive(db: Database, returned: ArchiveReturn): Promise<void> {
  const { kind, day, token, error } = returned
  const set = build
    .update(archives)
    .set({ leaseToken: null, leaseExpiresAt: null, error, nextAttemptAt: afterSeconds(returned.afterSeconds) })
    .where(and(eq(archives.kind, kind), eq(archives.day, day), eq(archives.leaseToken, token)))
  await runStatement(db, 'return-archive', set.getSQL())
}
