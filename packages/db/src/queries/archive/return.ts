import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ArchiveHold } from '../../rows/archive-row.ts'
import { runStatement } from '../../run-statement.ts'

interface ArchiveReturn extends Pick<ArchiveHold, 'kind' | 'day' | 'token'> {
  /** Seconds until it is due again. */
  afterSeconds: number
  /** Why its step failed; null when it is only to be gone on with. */
  error: string | null
}

/** Gives a claimed day back. Nothing happens when the claim is lost. */
export async function returnArchive(
  db: Database,
  { kind, day, token, afterSeconds, error }: ArchiveReturn,
): Promise<void> {
  await runStatement(
    db,
    'return-archive',
    sql`
      update archives a
      set lease_token = null, lease_expires_at = null, error = ${error}::text,
        next_attempt_at = now() + make_interval(secs => ${afterSeconds}::float8)
      where a.kind = ${kind} and a.day = ${day}::date and a.lease_token = ${token}`,
  )
}
