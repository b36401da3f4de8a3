import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { afterSeconds, isFree } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/**
 * Opens an ended sweep whose job runs again, and claims outlets for it, except disabled outlets and outlets that a sweep holds. Claim few at a
 * time, because the claim locks them against live writes.
 */
export async function reopenSweep(
  db: Database,
  { sweepId, outletIds, leaseSeconds }: { sweepId: string; outletIds: string[]; leaseSeconds: number },
): Promise<void> {
  await runStatement(
    db,
    'reopen-sweep',
    sql`
      with opened as (
        update sweeps set status = 'running', ended_at = null, summary = null where id = ${sweepId} and status <> 'running'
      ),
      free as materialized (
        select o.id from outlets o
        where o.id in (select jsonb_array_elements_text(${storableJson(outletIds)}::jsonb)) and o.enabled
          and ${isFree('o.sweep_lease_expires_at')}
        order by o.id
        for no key update skip locked
      )
      update outlets o set sweep_id = ${sweepId}, sweep_lease_expires_at = ${afterSeconds(leaseSeconds)}
      from free
      where o.id = free.id`,
  )
}
