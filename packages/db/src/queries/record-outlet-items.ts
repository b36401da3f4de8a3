import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { deliverEvents } from '../deliver-events.ts'
import { runStatement } from '../run-statement.ts'
import { storableJson } from '../storable-json.ts'
import type { StoredAvailability } from './read-outlet-items.ts'

export interface ObservedItem {
  /** Identifies the item within its outlet; of two with one key the first counts. */
  key: string
  name: string
  /** In the currency's minor unit; null together with `currency` when the page gave none that could be read. */
  priceMinor: number | null
  currency: string | null
  availability: StoredAvailability | null
  url: string | null
  imageUrl: string | null
}

export interface OutletItemsObservation {
  outletId: string
  /** ISO 8601, from `readOutlet`. */
  observedAt: string
  sweepId: string | null
  /** All that the outlet lists: what is stored and not here is marked as no longer listed. */
  items: ObservedItem[]
}

export interface RecordedItems {
  /** False, and nothing is changed, when the outlet is unknown or was observed at this time or later already. */
  recorded: boolean
  /** New items and those listed again. */
  added: number
  changed: number
  removed: number
  unchanged: number
  /** Change events written. */
  events: number
}

/** How often a call starts over because another write to the same outlet came in between. */
const MAX_TURNS = 20

/**
 * Writes what an outlet lists, in one commit: items that are new or differ, a snapshot of each whose name, price, availability or
 * listing differ, change events and their webhook deliveries. An outlet's first extraction is its
 * baseline and makes no events.
 *
 * A value that was not read is stored as null over a known one, and is no event; the next known value is compared with the last
 * known one. `item.out_of_stock` and `item.back_in_stock` tell of turns between (in stock, preorder) and (out of stock, discontinued).
 *
 * @throws {StatementError}
 */
export async function recordOutletItems(db: Database, observation: OutletItemsObservation): Promise<RecordedItems> {
  const items = storableJson(observation.items)
  for (let turn = 1; turn <= MAX_TURNS; turn++) {
    const { overtaken, ...result } = await recordOnce(db, observation, items)
    if (!overtaken) return result
  }
  throw new Error(`Outlet ${observation.outletId} is written by too many at once: ${MAX_TURNS} tries were overtaken.`)
}

async function recordOnce(db: Database, { outletId, observedAt, sweepId }: OutletItemsObservation, items: string) {
  // A statement that waits for the outlet's lock still sees the items as they were before it waited. So it compares the outlet
  // as seen with the outlet as locked, and writes nothing when another write came in between: "overtaken".
  const rows = await runStatement<RecordedItems & { overtaken: boolean }>(
    db,
    'record-outlet-items',
    sql`
      with listing as materialized (
        select distinct on (r.key) r.*
        from rows from (
          jsonb_to_recordset(${items}::jsonb) as (
            key text, name text, "priceMinor" bigint, currency char(3), availability text, url text, "imageUrl" text
          )
        ) with ordinality as r (key, name, price_minor, currency, availability, url, image_url, place)
        order by r.key, r.place
      ),
      seen as materialized (select last_extracted_at from outlets where id = ${outletId}),
      outlet as materialized (
        select o.id, o.site, o.name, o.last_extracted_at from outlets o where o.id = ${outletId} for no key update
      ),
      newer as materialized (
        select * from outlet where last_extracted_at is null or last_extracted_at < ${observedAt}::timestamptz
      ),
      target as materialized (
        select n.* from newer n join seen s on s.last_extracted_at is not distinct from n.last_extracted_at
      ),
      diff as materialized (
        select
          case
            when i.id is null then 'added'
            when l.key is null then case when i.listed then 'removed' else 'absent' end
            when not i.listed then 'relisted'
            when (i.name, i.price_minor, i.currency, i.availability, i.url, i.image_url)
              is distinct from (l.name, l.price_minor, l.currency, l.availability, l.url, l.image_url) then 'changed'
            else 'unchanged'
          end as outcome,
          coalesce(i.id, new_id('itm_')) as item_id, coalesce(i.key, l.key) as key,
          i.name as old_name, i.price_minor as old_price_minor, i.currency as old_currency, i.availability as old_availability,
          case when l.key is null then i.name else l.name end as name,
          case when l.key is null then i.price_minor else l.price_minor end as price_minor,
          case when l.key is null then i.currency else l.currency end as currency,
          case when l.key is null then i.availability else l.availability end as availability,
          case when l.key is null then i.url else l.url end as url,
          case when l.key is null then i.image_url else l.image_url end as image_url
        from target
        cross join (listing l full join (select * from items where outlet_id = ${outletId}) i on i.key = l.key)
      ),
      inserted as (
        insert into items (
          id, outlet_id, key, name, price_minor, currency, availability, url, image_url, first_seen_at, changed_at
        )
        select item_id, ${outletId}, key, name, price_minor, currency, availability, url, image_url,
          ${observedAt}::timestamptz, ${observedAt}::timestamptz
        from diff where outcome = 'added'
      ),
      updated as (
        update items i
        set name = d.name, price_minor = d.price_minor, currency = d.currency, availability = d.availability, url = d.url,
          image_url = d.image_url, listed = d.outcome <> 'removed', changed_at = ${observedAt}::timestamptz
        from diff d
        where i.id = d.item_id and d.outcome in ('changed', 'relisted', 'removed')
      ),
      appended as (
        insert into snapshots (
          item_id, outlet_id, observed_at, name, price_minor, currency, availability, listed, sweep_id
        )
        select item_id, ${outletId}, ${observedAt}::timestamptz, name, price_minor, currency, availability,
          outcome <> 'removed', ${sweepId}::text
        from diff
        where outcome in ('added', 'relisted', 'removed')
          or outcome = 'changed' and (name, price_minor, currency, availability)
            is distinct from (old_name, old_price_minor, old_currency, old_availability)
      ),
      events as materialized (
        select new_id('evt_') as event_id, e.kind, d.item_id, e.old, e.new, jsonb_build_object(
          'type', e.kind, 'timestamp', iso_time(${observedAt}::timestamptz),
          'data', jsonb_build_object(
            'outlet_id', t.id, 'outlet_name', t.name, 'site', t.site, 'item_id', d.item_id, 'key', d.key, 'name', d.name,
            'url', d.url, 'sweep_id', ${sweepId}::text, 'observed_at', iso_time(${observedAt}::timestamptz),
            'old', e.old, 'new', e.new
          )
        ) as payload
        from target t
        join diff d on d.outcome in ('added', 'relisted', 'removed', 'changed')
        left join lateral (
          select s.price_minor, s.currency from snapshots s
          where s.item_id = d.item_id and s.price_minor is not null
            and d.outcome = 'changed' and d.old_price_minor is null and d.price_minor is not null
          order by s.observed_at desc limit 1
        ) last_price on true
        left join lateral (
          select s.availability from snapshots s
          where s.item_id = d.item_id and s.availability is not null
            and d.outcome = 'changed' and d.old_availability is null and d.availability is not null
          order by s.observed_at desc limit 1
        ) last_stock on true
        cross join lateral (
          select
            coalesce(d.old_price_minor, last_price.price_minor) as old_minor,
            coalesce(d.old_currency, last_price.currency) as old_currency,
            coalesce(d.old_availability, last_stock.availability) as old_availability
        ) known
        cross join lateral (
          select
            known.old_availability in ('in_stock', 'preorder') as was_in_stock,
            d.availability in ('in_stock', 'preorder') as is_in_stock,
            jsonb_build_object('minor', d.price_minor, 'currency', d.currency) as price
        ) turn
        cross join lateral (
          select jsonb_build_object(
            'name', d.name, 'price', case when d.price_minor is not null then turn.price end, 'availability', d.availability
          ) as facts
        ) whole
        cross join lateral (
          select 'item.added' as kind, null::jsonb as old, whole.facts as new where d.outcome in ('added', 'relisted')
          union all
          select 'item.removed', whole.facts, null where d.outcome = 'removed'
          union all
          select 'item.price_changed',
            jsonb_build_object('price', jsonb_build_object('minor', known.old_minor, 'currency', known.old_currency)),
            jsonb_build_object('price', turn.price)
          where d.outcome = 'changed' and (known.old_minor <> d.price_minor or known.old_currency <> d.currency)
          union all
          select case when turn.is_in_stock then 'item.back_in_stock' else 'item.out_of_stock' end,
            jsonb_build_object('availability', known.old_availability), jsonb_build_object('availability', d.availability)
          where d.outcome = 'changed' and turn.was_in_stock <> turn.is_in_stock
        ) e
        where t.last_extracted_at is not null
      ),
      logged as (
        insert into change_events (id, kind, outlet_id, item_id, old, new, observed_at, sweep_id)
        select event_id, kind, ${outletId}, item_id, old, new, ${observedAt}::timestamptz, ${sweepId}::text from events
      ),
      ${deliverEvents()},
      stamped as (
        update outlets o
        set last_extracted_at = ${observedAt}::timestamptz
        from target
        where o.id = target.id
      )
      select
        exists (select from target) as recorded,
        exists (select from newer) and not exists (select from target) as overtaken,
        count(*) filter (where outcome in ('added', 'relisted'))::int as added,
        count(*) filter (where outcome = 'changed')::int as changed,
        count(*) filter (where outcome = 'removed')::int as removed,
        count(*) filter (where outcome = 'unchanged')::int as unchanged,
        (select count(*)::int from events) as events
      from diff`,
  )
  return rows[0]!
}
