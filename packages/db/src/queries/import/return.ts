import { and, eq, sql } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { afterSeconds } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'
import { imports } from '../../schema/imports.ts'

interface ReturnedImport {
  importId: string
  token: string
  /** Seconds until the import is due again. */
  afterSeconds: number
  /** Error of a failed attempt; null when the attempt did not fail, and then it does not count. */
  error: string | null
  /** The error was ours, so the attempt does not count. */
  outage?: boolean
}

/** Ends the claim of an import. Returns false and changes nothing when the token no longer holds it. */
export async function returnImport(db: Database, returned: ReturnedImport): Promise<boolean> {
  const { importId, token, error, outage = false } = returned
  const uncounted = { attempts: sql`greatest(0, ${imports.attempts} - 1)` }
  // An outage that began at an earlier step ended with that step.
  const isSame = sql`${imports.outageStep} = ${imports.steps}`
  const began = {
    outageSince: sql`case when ${isSame} then ${imports.outageSince} else now() end`,
    outageStep: sql`${imports.steps}`,
  }
  const set = build
    .update(imports)
    .set({
      leaseToken: null,
      leaseExpiresAt: null,
      claimedBy: null,
      processingStartedAt: null,
      nextAttemptAt: afterSeconds(returned.afterSeconds),
      ...(error === null ? {} : { error }),
      ...(error === null || outage ? uncounted : {}),
      ...(outage ? began : {}),
    })
    .where(and(eq(imports.id, importId), eq(imports.leaseToken, token)))
    .returning(answers({ id: imports.id }))
  return (await runStatement(db, 'return-import', set)).length === 1
}
