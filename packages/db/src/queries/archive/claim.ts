import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type LeaseTerms, takeLease } from '../../fragments/lease.ts'
import { type ArchiveRow, archiveColumns } from '../../rows/archive-row.ts'
import { runStatement } from '../../run-statement.ts'

/** Claims the oldest due day. It skips tables with a claimed day, because each table archives one day at a time. Null when none is due. */
export async function claimArchive(db: Database, terms: LeaseTerms): Promise<ArchiveRow | null> {
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
      set ${takeLease(terms)}, attempts = a.attempts + 1
      from due
      where a.kind = due.kind and a.day = due.day
      returning ${archiveColumns}`,
  )
  return rows[0] ?? null
}
