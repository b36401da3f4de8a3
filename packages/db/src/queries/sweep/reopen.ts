import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { afterSeconds, isFree } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/**
 * Claims outlets for a sweep whose job runs again, except disabled outlets and outlets that a sweep holds. `opens`: opens the ended sweep, too;
 * otherwise claims only while it is running. Claim few at a time, because the claim locks them against live writes.
 */
export async function reopenSweep(
  db: Database,
  {
    sweepId,
    outletIds,
    leaseSeconds,
    opens,
  }: { sweepId: string; outletIds: string[]; leaseSeconds: number; opens: boolean },
): Promise<void> {
  await runStatement(
    db,
    'reopen-sweep',
    sql`
      with opened as (
        update sweeps set status = 'running', opened_at = now(), ended_at = null, summary = null where id = ${sweepId} and status <> 'running' and ${opens}
      ),
      free as materialized (
        select o.id from outlets o
        where o.id in (select jsonb_array_elements_text(${storableJson(outletIds)}::jsonb)) and o.enabled
          and ${isFree('o.sweep_lease_expires_at')}
          and (${opens} or exists (select from sweeps where id = ${sweepId} and status = 'running'))
        order by o.id
        for no key update skip locked
      )
      update outlets o set sweep_id = ${sweepId}, sweep_lease_expires_at = ${afterSeconds(leaseSeconds)}
      from free
      where o.id = free.id`,
  )
}
