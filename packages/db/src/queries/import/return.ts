import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

interface ReturnedImport {
  importId: string
  token: string
  /** Before it is due again. */
  afterSeconds: number
  /** Why the attempt failed; null: it did not, and does not count. */
  error: string | null
}

/** Gives an import's lease back. False, and nothing changed, when the token no longer holds it. */
export async function returnImport(db: Database, returned: ReturnedImport): Promise<boolean> {
  const rows = await runStatement(
    db,
    'return-import',
    sql`
      update imports i
      set lease_token = null, lease_expires_at = null, claimed_by = null, processing_started_at = null,
        next_attempt_at = now() + make_interval(secs => ${returned.afterSeconds}::float8),
        attempts = greatest(0, i.attempts - (${returned.error}::text is null)::int),
        error = coalesce(${returned.error}::text, i.error)
      where i.id = ${returned.importId} and i.lease_token = ${returned.token}
      returning i.id`,
  )
  return rows.length === 1
}
