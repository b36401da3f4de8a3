import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'
import type { ClaimedOutlets } from './claim-due-outlets.ts'

interface ChosenOutletsClaim {
  /** `swp_…`; the same id claims further ones. */
  sweepId: string
  outletIds: string[]
  leaseSeconds: number
}

/**
 * Leases chosen outlets to a sweep, due or not, except those switched off or held by a sweep, and opens the sweep if any are left; one that is
 * open gets them besides. They are locked against live writes meanwhile: not many at a time.
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
          and (o.sweep_lease_expires_at is null or o.sweep_lease_expires_at <= now())
        for no key update of o skip locked
      ),
      claimed as (
        update outlets o
        set sweep_id = ${claim.sweepId}, sweep_lease_expires_at = now() + make_interval(secs => ${claim.leaseSeconds}::float8)
        from free
        where o.id = free.id
        returning o.id
      ),
      opened as (
        insert into sweeps (id, status, outlets)
        select ${claim.sweepId}, 'running', count(*) from claimed having count(*) > 0
        on conflict (id) do update set outlets = sweeps.outlets + excluded.outlets
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
