import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type KindAbout, kindsAbout } from '../../event-kinds.ts'
import { deliverEvents } from '../../fragments/deliver-events.ts'
import { runStatement } from '../../run-statement.ts'

interface PlatformStatusObservation {
  outletId: string
  /** ISO 8601, from `readOutlet`. */
  observedAt: string
  /** Null when the page did not show a status. */
  online: boolean | null
  sweepId: string | null
}

interface RecordedPlatformStatus {
  /** False when the outlet is unknown, or this observation is already stored. */
  recorded: boolean
  /** Whether this observation was announced as a change. */
  changed: boolean
}

/** The status that each kind of event announces. */
const announced: Record<KindAbout<'status'>, boolean> = { 'outlet.online': true, 'outlet.offline': false }
const kindOf = (online: boolean) => kindsAbout('status').find((kind) => announced[kind] === online)!

/**
 * Stores an observation; it becomes the outlet's state unless a newer one is stored. After `confirmations` observations in a row that
 * differ from the announced status, it writes `outlet.online` or `outlet.offline` and the webhook deliveries. An unknown status neither
 * changes the last known status nor counts as a confirmation.
 */
export async function recordPlatformStatus(
  db: Database,
  { outletId, observedAt, online, sweepId }: PlatformStatusObservation,
): Promise<RecordedPlatformStatus> {
  // All decisions use the locked row, which is the newest committed version even if the statement waited for the lock.
  const rows = await runStatement<RecordedPlatformStatus>(
    db,
    'record-platform-status',
    sql`
      with outlet as materialized (
        select o.id, o.site, o.name, o.url, o.told_online, o.online_seen, o.confirmations, o.last_scanned_at
        from outlets o where o.id = ${outletId}
        for no key update
      ),
      observed as (
        insert into platform_status (outlet_id, observed_at, online, sweep_id)
        select id, ${observedAt}::timestamptz, ${online}::boolean, ${sweepId}::text from outlet
        on conflict do nothing
        returning outlet_id
      ),
      newest as materialized (
        select o.*, turn.seen, ${online}::boolean is not null and turn.seen >= o.confirmations as is_news
        from outlet o
        cross join lateral (
          select case
            when ${online}::boolean is null then o.online_seen
            when o.told_online <> ${online}::boolean then o.online_seen + 1
            else 0
          end as seen
        ) turn
        where o.last_scanned_at is null or o.last_scanned_at < ${observedAt}::timestamptz
      ),
      state as (
        update outlets o
        set online = coalesce(${online}::boolean, o.online), last_scanned_at = ${observedAt}::timestamptz,
          told_online = case when n.seen = 0 or n.is_news then coalesce(${online}::boolean, n.told_online) else n.told_online end,
          online_seen = case when n.is_news then 0 else n.seen end
        from newest n
        where o.id = n.id
      ),
      events as materialized (
        select new_id('evt_') as event_id, e.kind, n.id as outlet_id, e.old, e.new, jsonb_build_object(
          'type', e.kind, 'timestamp', iso_time(${observedAt}::timestamptz),
          'data', jsonb_build_object(
            'outlet_id', n.id, 'outlet_name', n.name, 'site', n.site, 'url', n.url, 'sweep_id', ${sweepId}::text,
            'observed_at', iso_time(${observedAt}::timestamptz), 'old', e.old, 'new', e.new
          )
        ) as payload
        from newest n
        cross join lateral (
          select ${online === null ? null : kindOf(online)}::text as kind,
            jsonb_build_object('online', n.told_online) as old, jsonb_build_object('online', ${online}::boolean) as new
        ) e
        where n.is_news
      ),
      logged as (
        insert into change_events (id, kind, outlet_id, old, new, observed_at, sweep_id)
        select event_id, kind, outlet_id, old, new, ${observedAt}::timestamptz, ${sweepId}::text from events
      ),
      ${deliverEvents()}
      select exists (select from observed) as recorded, exists (select from events) as changed`,
  )
  return rows[0]!
}
