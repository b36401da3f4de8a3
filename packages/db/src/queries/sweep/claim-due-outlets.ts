import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { isDue } from '../../fragments/due-outlets.ts'
import { afterSeconds } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'

interface DueOutletsClaim {
  /** `swp_…`; the same id may claim further outlets. */
  sweepId: string
  /** The owner of the outlets; null for the operator. */
  owner: string | null
  limit: number
  leaseSeconds: number
}

export interface ClaimedOutlets {
  outletIds: string[]
  /** Starts that were skipped because another sweep still holds the outlet. Each start counts once. */
  skippedOverlap: number
}

/**
 * Claims enabled outlets of one owner that are due, longest due first, and opens the sweep if it is new and any outlet was claimed. Claim few at a time,
 * because the claim locks them against live writes. A claimed outlet is due again at its next start, or when its lease expires before its
 * release. A start that comes due while another sweep holds the outlet is skipped and counted.
 */
export async function claimDueOutlets(db: Database, claim: DueOutletsClaim): Promise<ClaimedOutlets> {
  // Materialized, because a LIMIT with SKIP LOCKED must run once, and Postgres may run a joined subquery repeatedly.
  const rows = await runStatement<ClaimedOutlets>(
    db,
    'claim-due-outlets',
    sql`
      with due as materialized (
        select id
        from outlets
        where coalesce(owner, '') = ${claim.owner ?? ''} and ${isDue('outlets')}
        order by next_sweep_at, id
        limit ${claim.limit}::int
        for no key update skip locked
      ),
      claimed as (
        update outlets o
        set sweep_id = ${claim.sweepId}, sweep_lease_expires_at = ${afterSeconds(claim.leaseSeconds)},
          next_sweep_at = next_sweep_at(o.id, o.interval_seconds, o.timezone)
        from due
        where o.id = due.id
        returning o.id
      ),
      opened as (
        insert into sweeps (id, status, outlets)
        select ${claim.sweepId}, 'running', count(*) from claimed having count(*) > 0
        on conflict (id) do update set outlets = sweeps.outlets + excluded.outlets, opened_at = now()
      ),
      overlapping as materialized (
        select id
        from outlets
        where coalesce(owner, '') = ${claim.owner ?? ''} and enabled and next_sweep_at <= now() + interval '5 seconds'
          and sweep_lease_expires_at > now() and sweep_id <> ${claim.sweepId}
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
