import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { afterSeconds, isFree } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'
import type { ClaimedOutlets } from './claim-due-outlets.ts'

interface ChosenOutletsClaim {
  /** `swp_…`; the same id may claim further outlets. */
  sweepId: string
  outletIds: string[]
  leaseSeconds: number
}

/**
 * Claims chosen outlets for a sweep, due or not, except disabled outlets and outlets that a sweep holds. Opens the sweep if it is new and
 * any outlet was claimed. Claim few at a time, because the claim locks them against live writes.
 */
export async function claimChosenOutlets(db: Database, claim: ChosenOutletsClaim): Promise<ClaimedOutlets> {
  const rows = await runStatement<ClaimedOutlets>(
    db,
    'claim-chosen-outlets',
    sql`
      with chosen as materialized (
        select distinct id from jsonb_array_elements_text(${storableJson(claim.outletIds)}::jsonb) as id
      ),
      free as materialized (
        select o.id
        from outlets o
        join chosen c on c.id = o.id
        where o.enabled
          and ${isFree('o.sweep_lease_expires_at')}
        for no key update of o skip locked
      ),
      claimed as (
        update outlets o
        set sweep_id = ${claim.sweepId}, sweep_lease_expires_at = ${afterSeconds(claim.leaseSeconds)}
        from free
        where o.id = free.id
        returning o.id
      ),
      opened as (
        insert into sweeps (id, status, outlets)
        select ${claim.sweepId}, 'running', count(*) from claimed having count(*) > 0
        on conflict (id) do update set outlets = sweeps.outlets + excluded.outlets, opened_at = now()
      )
      select
        (select coalesce(jsonb_agg(id order by id), '[]') from claimed) as "outletIds",
        (
          select count(*)::int from outlets o join chosen c on c.id = o.id
          where o.enabled and o.sweep_lease_expires_at > now() and o.sweep_id <> ${claim.sweepId}
        ) as "skippedOverlap"`,
  )
  return rows[0]!
}
