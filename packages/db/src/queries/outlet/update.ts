import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type OutletRow, outletColumns } from '../../rows/outlet-row.ts'
import { runStatement } from '../../run-statement.ts'

/** What is null stays as it is. */
interface OutletUpdate {
  outletId: string
  name: string | null
  /** IANA name. */
  timezone: string | null
  intervalSeconds: number | null
  enabled: boolean | null
  confirmations: number | null
}

/**
 * Changes an outlet and gives it as it is then; null when there is none. A shorter interval brings its next sweep nearer, and one that is
 * switched on is due at once.
 */
export async function updateOutlet(db: Database, change: OutletUpdate): Promise<OutletRow | null> {
  const rows = await runStatement<OutletRow>(
    db,
    'update-outlet',
    sql`
      with wanted as materialized (
        select id, enabled as was_enabled,
          coalesce(${change.name}::text, name) as name,
          coalesce(${change.timezone}::text, timezone) as timezone,
          coalesce(${change.intervalSeconds}::int, interval_seconds) as interval_seconds,
          coalesce(${change.enabled}::boolean, enabled) as enabled,
          coalesce(${change.confirmations}::smallint, confirmations) as confirmations
        from outlets
        where id = ${change.outletId}
        for no key update
      )
      update outlets o
      set name = w.name, timezone = w.timezone, interval_seconds = w.interval_seconds, enabled = w.enabled,
        confirmations = w.confirmations, updated_at = now(),
        next_sweep_at = case
          when w.enabled and not w.was_enabled then now()
          else least(o.next_sweep_at, next_sweep_at(o.id, w.interval_seconds, w.timezone))
        end
      from wanted w
      where o.id = w.id
      returning ${outletColumns}`,
  )
  return rows[0] ?? null
}
