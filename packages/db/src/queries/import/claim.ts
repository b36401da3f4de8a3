import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { isFree, type LeaseTerms, takeLease } from '../../fragments/lease.ts'
import { type ImportRow, importColumns } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

interface ImportClaim extends LeaseTerms {
  /** The worker: `hostname-pid`, or an isolate's id. */
  instance: string
  /** An import fails after this number of claims without a completed step. */
  maxAttempts: number
  /** Only this import; null: any due import whose file is not on a host. */
  importId?: string | null
}

/** The newest ended imports of a key, of which the last end counts. */
const endsLookedAt = 20

/** Only the host that started an import has its file. If the host stops for an hour, another worker must clean up. */
const abandoned = sql`greatest(i.created_at, i.next_attempt_at, i.lease_expires_at) < now() - interval '1 hour'`

/**
 * Claims a due import: first one that holds its table, then the oldest of the key of which the fewest are held, and among these of the key whose last
 * import ended longest ago. So many files of one key do not delay one of another. A host's import without progress for an hour will end as failed. An import waits while another import stages or
 * merges rows of the same table. Null when none is due.
 */
export async function claimImport(db: Database, claim: ImportClaim): Promise<ImportRow | null> {
  const { importId = null } = claim
  const rows = await runStatement<ImportRow>(
    db,
    'claim-import',
    sql`
      with keys as materialized (
        select w.key_id, w.leased, (
          select max(e.ended_at)
          from (
            select o.ended_at from imports o
            where o.key_id = w.key_id and o.ended_at is not null
            order by o.id desc
            limit ${endsLookedAt}::int
          ) as e
        ) as served_at
        from (
          select key_id, count(*) filter (where lease_expires_at > now()) as leased
          from imports
          where status in ('splitting', 'staging', 'merging')
          group by key_id
        ) as w
      ),
      due as materialized (
        select i.id
        from imports i
        left join keys k on k.key_id = i.key_id
        where i.status in ('splitting', 'staging', 'merging') and i.next_attempt_at <= now()
          and ${isFree('i.lease_expires_at')}
          and case when ${importId}::text is null then not i.is_local or ${abandoned} else i.id = ${importId}::text end
          and not (
            i.status = 'splitting' and i.is_split and i.ending is null and exists (
              select from imports o where o.target = i.target and o.status in ('staging', 'merging')
            )
          )
        order by i.status = 'splitting', k.leased nulls first, k.served_at nulls first, i.created_at, i.id
        limit 1
        for no key update of i skip locked
      )
      update imports i
      set ${takeLease(claim)}, claimed_by = ${claim.instance}, processing_started_at = now(), started_at = coalesce(i.started_at, now()),
        attempts = i.attempts + 1,
        ending = case
          when i.attempts >= ${claim.maxAttempts}::int or ${importId}::text is null and i.is_local then coalesce(i.ending, 'failed')
          else i.ending
        end,
        error = case
          when ${importId}::text is null and i.is_local and i.ending is null then 'its host has made no progress for an hour'
          when i.attempts >= ${claim.maxAttempts}::int and i.ending is null
            then concat_ws(': ', format('given up after %s attempts without progress', i.attempts), i.error)
          else i.error
        end
      from due
      where i.id = due.id
      returning ${importColumns}`,
  )
  return rows[0] ?? null
}
