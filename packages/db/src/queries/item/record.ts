import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { deliverEvents } from '../../fragments/deliver-events.ts'
import { judgeItems } from '../../fragments/judge-items.ts'
import { kindText } from '../../fragments/kind-text.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'
import type { StoredAvailability } from './read.ts'

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
  /** Why the outlet's page could not be read, in words: then `items` is empty, and all that was listed counts as vanished. */
  unreadable?: string | null
  /** More than this share of what the outlet lists, 0 to 1, cannot vanish or lose its price without a quarantine. */
  anomalyShare: number
}

export interface RecordedItems {
  /**
   * False, and no item is changed, when the outlet is unknown or was observed at this time or later already, when its page could not be
   * read, and in a quarantine.
   */
  recorded: boolean
  /** The extraction was held back as an anomaly. */
  quarantined: boolean
  /** New items and those listed again. */
  added: number
  changed: number
  removed: number
  unchanged: number
  /** Change events written. */
  events: number
}

/** Of fewer items, losing most is nothing unusual: an outlet that lists fewer is never quarantined. */
const LEAST_LISTED = 4

/** How often a call starts over because another write to the same outlet came in between. */
const MAX_TURNS = 20

/**
 * Writes what an outlet lists, in one commit: items that are new or differ, a snapshot of each whose name, price, availability or
 * listing differ, change events and their webhook deliveries. An outlet's first extraction is its
 * baseline and makes no events.
 *
 * A change is told when as many observations in a row as the outlet's `confirmations` agree on it, and compared with what was told before.
 * A value that was not read is stored as null over a known one, and neither tells nor counts. `item.out_of_stock` and `item.back_in_stock`
 * tell of turns between (in stock, preorder) and (out of stock, discontinued).
 *
 * An extraction in which too much has vanished or lost its price is not recorded: the outlet is in quarantine, which one `sweep.anomalous`
 * tells, until the next extraction that is as usual or has been accepted.
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

async function recordOnce(db: Database, observation: OutletItemsObservation, items: string) {
  const { outletId, observedAt, sweepId, unreadable = null, anomalyShare } = observation
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
        select o.id, o.site, o.name, o.url, o.last_extracted_at, o.confirmations, o.quarantined_at, o.quarantine
        from outlets o where o.id = ${outletId}
        for no key update
      ),
      newer as materialized (
        select * from outlet where greatest(last_extracted_at, quarantined_at, '-infinity') < ${observedAt}::timestamptz
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
          coalesce(i.id, new_id('itm_')) as item_id, coalesce(i.key, l.key) as key, l.key is not null as listed,
          i.name as old_name, i.price_minor as old_price_minor, i.currency as old_currency, i.availability as old_availability,
          case when l.key is null then i.name else l.name end as name,
          case when l.key is null then i.price_minor else l.price_minor end as price_minor,
          case when l.key is null then i.currency else l.currency end as currency,
          case when l.key is null then i.availability else l.availability end as availability,
          case when l.key is null then i.url else l.url end as url,
          case when l.key is null then i.image_url else l.image_url end as image_url,
          i.told_listed <> (l.key is not null) or i.price_seen > 0 or i.stock_seen > 0 as is_pending,
          coalesce(i.told_listed, target.last_extracted_at is null) as told_listed,
          i.told_price_minor, i.told_currency, i.told_availability, i.next_price_minor, i.next_currency,
          coalesce(i.listed_seen, 0) as listed_seen, coalesce(i.price_seen, 0) as price_seen,
          coalesce(i.stock_seen, 0) as stock_seen
        from target
        cross join (listing l full join (select * from items where outlet_id = ${outletId}) i on i.key = l.key)
      ),
      verdict as materialized (
        select t.*, loss.*, words.reason, brake.pulled and not brake.accepted as quarantined,
          brake.pulled and t.quarantined_at is null as begins,
          ${unreadable !== null}::boolean or brake.pulled and not brake.accepted as refused
        from target t
        cross join (
          select
            count(*) filter (where outcome in ('unchanged', 'changed', 'removed')) as listed,
            count(*) filter (where outcome = 'removed') as vanished,
            count(*) filter (where outcome = 'changed' and old_price_minor is not null and price_minor is null) as unpriced
          from diff
        ) loss
        cross join lateral (
          select coalesce(
            ${storableJson(unreadable)}::jsonb #>> '{}',
            format('%s of %s items vanished, %s lost their price', loss.vanished, loss.listed, loss.unpriced)
          ) as reason
        ) words
        cross join lateral (
          select
            loss.listed >= ${LEAST_LISTED}::int and loss.vanished + loss.unpriced > ${anomalyShare}::float8 * loss.listed as pulled,
            not ${unreadable !== null}::boolean and coalesce((t.quarantine->'accepted')::boolean, false) as accepted
        ) brake
      ),
      ${judgeItems()},
      inserted as (
        insert into items (
          id, outlet_id, key, name, price_minor, currency, availability, url, image_url, first_seen_at, changed_at,
          told_listed, told_price_minor, told_currency, told_availability, listed_seen
        )
        select item_id, ${outletId}, key, name, price_minor, currency, availability, url, image_url,
          ${observedAt}::timestamptz, ${observedAt}::timestamptz,
          now_told_listed, now_told_price_minor, now_told_currency, now_told_availability, now_listed_seen
        from judged where outcome = 'added'
      ),
      updated as (
        update items i
        set name = j.name, price_minor = j.price_minor, currency = j.currency, availability = j.availability, url = j.url,
          image_url = j.image_url, listed = j.listed,
          changed_at = case when j.outcome in ('changed', 'relisted', 'removed') then ${observedAt}::timestamptz else i.changed_at end,
          told_listed = j.now_told_listed, told_price_minor = j.now_told_price_minor, told_currency = j.now_told_currency,
          told_availability = j.now_told_availability, next_price_minor = j.now_next_price_minor,
          next_currency = j.now_next_currency, listed_seen = j.now_listed_seen, price_seen = j.now_price_seen,
          stock_seen = j.now_stock_seen
        from judged j
        where i.id = j.item_id and j.outcome <> 'added'
      ),
      appended as (
        insert into snapshots (
          item_id, outlet_id, observed_at, name, price_minor, currency, availability, listed, sweep_id
        )
        select item_id, ${outletId}, ${observedAt}::timestamptz, name, price_minor, currency, availability, listed, ${sweepId}::text
        from judged
        where outcome in ('added', 'relisted', 'removed')
          or outcome = 'changed' and (name, price_minor, currency, availability)
            is distinct from (old_name, old_price_minor, old_currency, old_availability)
      ),
      news as materialized (
        select e.kind, j.item_id, e.old, e.new,
          jsonb_build_object('item_id', j.item_id, 'key', j.key, 'name', j.name, 'url', j.url) as about
        from judged j
        cross join lateral (
          select
            jsonb_build_object('minor', j.told_price_minor, 'currency', j.told_currency) as old_price,
            jsonb_build_object('minor', j.price_minor, 'currency', j.currency) as price
        ) money
        cross join lateral (
          select ${kindText('item.added')} as kind, null::jsonb as old, jsonb_build_object(
            'name', j.name, 'price', case when j.price_minor is not null then money.price end, 'availability', j.availability
          ) as new
          where j.is_turn and j.listed
          union all
          select ${kindText('item.removed')}, jsonb_build_object(
            'name', j.name, 'price', case when j.told_price_minor is not null then money.old_price end,
            'availability', j.told_availability
          ), null
          where j.is_turn and not j.listed
          union all
          select ${kindText('item.price_changed')}, jsonb_build_object('price', money.old_price), jsonb_build_object('price', money.price)
          where j.is_price_news
          union all
          select case when j.availability in ('in_stock', 'preorder') then ${kindText('item.back_in_stock')} else ${kindText('item.out_of_stock')} end,
            jsonb_build_object('availability', j.told_availability), jsonb_build_object('availability', j.availability)
          where j.is_stock_news
        ) e
        union all
        select ${kindText('sweep.anomalous')}, null, jsonb_build_object('listed', v.listed),
          jsonb_build_object('vanished', v.vanished, 'unpriced', v.unpriced, 'reason', v.reason),
          jsonb_build_object('url', v.url)
        from verdict v where v.begins
      ),
      events as materialized (
        select new_id('evt_') as event_id, n.kind, n.item_id, n.old, n.new, jsonb_build_object(
          'type', n.kind, 'timestamp', iso_time(${observedAt}::timestamptz),
          'data', n.about || jsonb_build_object(
            'outlet_id', v.id, 'outlet_name', v.name, 'site', v.site, 'sweep_id', ${sweepId}::text,
            'observed_at', iso_time(${observedAt}::timestamptz), 'old', n.old, 'new', n.new
          )
        ) as payload
        from news n cross join verdict v
      ),
      logged as (
        insert into change_events (id, kind, outlet_id, item_id, old, new, observed_at, sweep_id)
        select event_id, kind, ${outletId}, item_id, old, new, ${observedAt}::timestamptz, ${sweepId}::text from events
      ),
      ${deliverEvents()},
      stamped as (
        update outlets o
        set last_extracted_at = case when v.refused then o.last_extracted_at else ${observedAt}::timestamptz end,
          quarantined_at = case when v.begins then ${observedAt}::timestamptz end,
          quarantine = case when v.begins then jsonb_build_object(
            'reason', v.reason, 'listed', v.listed, 'vanished', v.vanished, 'unpriced', v.unpriced, 'accepted', false
          ) end
        from verdict v
        where o.id = v.id and (v.begins or not v.refused)
      )
      select
        exists (select from verdict where not refused) as recorded,
        exists (select from verdict where quarantined) as quarantined,
        exists (select from newer) and not exists (select from target) as overtaken,
        count(*) filter (where outcome in ('added', 'relisted'))::int as added,
        count(*) filter (where outcome = 'changed')::int as changed,
        count(*) filter (where outcome = 'removed')::int as removed,
        count(*) filter (where outcome = 'unchanged')::int as unchanged,
        (select count(*)::int from events) as events
      from diff join verdict on not verdict.refused`,
  )
  return rows[0]!
}
