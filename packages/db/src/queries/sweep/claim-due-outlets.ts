import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

interface DueOutletsClaim {
  /** `swp_…`; the same id claims further ones. */
  sweepId: string
  limit: number
  leaseSeconds: number
}

export interface ClaimedOutlets {
  outletIds: string[]
  /** Starts that were left out, each counted once, because the outlet is still held by another sweep. */
  skippedOverlap: number
}

/**
 * Leases the enabled outlets that are due, longest due first, to a sweep, and opens the sweep if there are any; one that is open gets
 * them besides. They are locked against live writes meanwhile: not many at a time. What is claimed is
 * due again at its next start, or when its lease runs out before it was given back. An outlet that comes due while it is swept is
 * not started over itself: that start is left out, and counted.
 */
export async function claimDueOutlets(db: Database, claim: DueOutletsClaim): Promise<ClaimedOutlets> {
  // Materialized: a LIMIT with SKIP LOCKED must be carried out once, and a joined subquery may be carried out again.
  const rows = await runStatement<ClaimedOutlets>(
    db,
    'claim-due-outlets',
    sql`
      with due as materialized (
        select id
        from outlets
        where enabled
          and (next_sweep_at <= now() + interval '5 seconds' or sweep_lease_expires_at <= now())
          and (sweep_lease_expires_at is null or sweep_lease_expires_at <= now())
        order by next_sweep_at, id
        limit ${claim.limit}::int
        for no key update skip locked
      ),
      claimed as (
        update outlets o
        set sweep_id = ${claim.sweepId}, sweep_lease_expires_at = now() + make_interval(secs => ${claim.leaseSeconds}::float8),
          next_sweep_at = next_sweep_at(o.id, o.interval_seconds, o.timezone)
        from due
        where o.id = due.id
        returning o.id
      ),
      opened as (
        insert into sweeps (id, status, outlets)
        select ${claim.sweepId}, 'running', count(*) from claimed having count(*) > 0
        on conflict (id) do update set outlets = sweeps.outlets + excluded.outlets
      ),
      overlapping as materialized (
        select id
        from outlets
        where enabled and next_sweep_at <= now() + interval '5 seconds' and sweep_lease_expires_at > now()
          and sweep_id <> ${claim.sweepId}
        order by next_sweep_at, id
        limit ${claim.limit}::int
        for no key update skip locked
      ),
      skipped as (
        update outlets o
        set next_sweep_at = next_sweep_at(o.id, o.interval_seconds, o.timezone), skipped_overlaps = o.skipped_overlaps + 1
        from overlapping
        where o.id = overlapping.id
        returning o.id
      )
      select
        (select coalesce(jsonb_agg(id order by id), '[]') from claimed) as "outletIds",
        (select count(*)::int from skipped) as "skippedOverlap"`,
  )
  return rows[0]!
}
