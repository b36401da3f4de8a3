import { type SQL, sql } from 'drizzle-orm'

/**
 * The part of a statement that writes the webhook deliveries of its own events, in the same commit. It is a list of common table
 * expressions, the last named `delivered`, and reads one named `events (event_id, kind, payload)` that must come before it.
 * Each enabled endpoint that subscribes to a kind gets its events numbered in the order of their ids.
 *
 * @param mayGet condition on `webhook_endpoints e` and `events v`: which endpoints may get which events; without it all of them
 */
export function deliverEvents(mayGet: SQL = sql`true`): SQL {
  // Endpoints are locked in the order of their ids, so that two statements cannot wait for one another.
  return sql`
    subscribed as materialized (
      select e.id, e.key_id, e.url, e.events
      from webhook_endpoints e
      where e.enabled
        and exists (select from events v where (e.events = '{}' or v.kind = any (e.events)) and (${mayGet}))
        and exists (select from api_keys k where k.id = e.key_id and k.revoked_at is null)
      order by e.id
      for no key update of e
    ),
    matched as materialized (
      select e.id as endpoint_id, e.key_id, e.url, v.event_id, v.kind, v.payload,
        row_number() over (partition by e.id order by v.event_id) as place
      from subscribed e
      join events v on (e.events = '{}' or v.kind = any (e.events)) and (${mayGet})
    ),
    numbered as (
      update webhook_endpoints e
      set last_sequence = e.last_sequence + m.total
      from (select endpoint_id, count(*) as total from matched group by endpoint_id) m
      where e.id = m.endpoint_id
      returning e.id, e.last_sequence - m.total as base
    ),
    delivered as (
      insert into deliveries (id, event_id, kind, endpoint_id, url, key_id, payload, sequence)
      select new_id('dlv_'), m.event_id, m.kind, m.endpoint_id, m.url, m.key_id, m.payload, n.base + m.place
      from matched m
      join numbered n on n.id = m.endpoint_id
      on conflict do nothing
      returning id
    )`
}
