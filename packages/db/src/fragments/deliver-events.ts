import { type SQL, sql } from 'drizzle-orm'

/**
 * The part of a statement that writes the webhook deliveries of its own events, in the same commit. It is a common table expression
 * named `delivered`, and reads one named `events (event_id, kind, payload)` that must come before it. Each enabled endpoint that
 * subscribes to a kind gets its events, in the order of their ids; `numberDeliveries` numbers them.
 *
 * @param mayGet condition on `webhook_endpoints e` and `events v`: which endpoints may get which events; without it all of them
 */
export function deliverEvents(mayGet: SQL = sql`true`): SQL {
  // No endpoint is locked: whoever writes must not wait for all others. In one order, so that two with the same events do not wait for one another.
  return sql`
    delivered as (
      insert into deliveries (id, event_id, kind, endpoint_id, url, key_id, payload)
      select new_id('dlv_'), v.event_id, v.kind, e.id, e.url, e.key_id, v.payload
      from events v
      join webhook_endpoints e on e.enabled and (e.events = '{}' or v.kind = any (e.events)) and (${mayGet})
      where exists (select from api_keys k where k.id = e.key_id and k.revoked_at is null)
      order by v.event_id, e.id
      on conflict do nothing
      returning id
    )`
}
