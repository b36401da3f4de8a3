import { type SQL, sql } from 'drizzle-orm'

/**
 * A common table expression `delivered`. It writes the webhook deliveries of the preceding expression `events (event_id, kind, payload)`,
 * in the order of the events' ids, one for each enabled endpoint that subscribes to the kind. `numberDeliveries` numbers them later.
 *
 * @param mayGet condition on `webhook_endpoints e` and `events v` that selects the endpoints of an event; by default all
 */
export function deliverEvents(mayGet: SQL = sql`true`): SQL {
  // No endpoint is locked, because writers must not wait for each other. The order prevents deadlocks between writers of equal events.
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
