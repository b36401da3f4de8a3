import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ArchiveRow, archiveColumns } from '../../rows/archive-row.ts'
import { runStatement } from '../../run-statement.ts'

interface ArchiveClaim {
  /** The claimer's own, never used before. */
  token: string
  leaseSeconds: number
}

/** Leases the oldest day that is due, of a table that nobody is at: its days are detached one behind the other. Null when there is none. */
export async function claimArchive(db: Database, { token, leaseSeconds }: ArchiveClaim): Promise<ArchiveRow | null> {
  const rows = await runStatement<ArchiveRow>(
    db,
    'claim-archive',
    sql`
      with due as materialized (
        select kind, day
        from archives d
        where status <> 'done' and next_attempt_at <= now()
          and not exists (
            select from archives o where o.kind = d.kind and o.status <> 'done' and o.lease_expires_at > now()
          )
        order by day, kind
        limit 1
        for no key update skip locked
      )
      update archives a
      set lease_token = ${token}, lease_expires_at = now() + make_interval(secs => ${leaseSeconds}::float8),
        attempts = a.attempts + 1
      from due
      where a.kind = due.kind and a.day = due.day
      returning ${archiveColumns}`,
  )
  return rows[0] ?? null
}
