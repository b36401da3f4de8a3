import { sql } from 'drizzle-orm'

/**
 * A common table expression `released` that releases outlets from their sweep and schedules their next start. It reads the preceding
 * expression `held (id)`, which has locked the outlets.
 */
export const releasedOutlets = sql`
  released as (
    update outlets o
    set sweep_id = null, sweep_lease_expires_at = null,
      next_sweep_at = case when next_sweep_at <= now() then next_sweep_at(o.id, o.interval_seconds, o.timezone) else next_sweep_at end
    from held
    where o.id = held.id
    returning o.id
  )`
