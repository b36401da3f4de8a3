import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { KindAbout } from '../../event-kinds.ts'
import { deliverEvents } from '../../fragments/deliver-events.ts'
import { assignments, columnNames, fieldValues, recordset } from '../../fragments/recordset.ts'
import { type ItemState, itemStateColumns } from '../../rows/item-row.ts'
import { runStatement } from '../../run-statement.ts'
import { items } from '../../schema/items.ts'
import type { Quarantine } from '../../schema/outlets.ts'
import { storableJson } from '../../storable-json.ts'
import type { JudgedOutlet } from './read-listing.ts'

/** A new item, or an item that differs from the stored one. */
export interface ItemChange extends ItemState {
  /** Null for a new item. */
  id: string | null
  key: string
  /** The item was listed or delisted, or one of its values changed. */
  isChanged: boolean
  /** The change adds a snapshot to the item's history. */
  hasSnapshot: boolean
}

/** An event about one of the changed items, or about the listing as a whole. */
export interface ItemEvent {
  kind: KindAbout<'item' | 'listing'>
  /** The item's key; null for the listing. */
  key: string | null
  /** The changed fields before and after the change; null before an addition and after a removal. */
  old: unknown
  new: unknown
}

export interface ExtractionWrite {
  /** The outlet's state that the extraction was judged against. */
  seen: JudgedOutlet
  observedAt: string
  sweepId: string | null
  /** The quarantine that this extraction begins; null for none. A recorded extraction ends the earlier one. */
  quarantine: Quarantine | null
  /** The extraction is not recorded. It changes nothing, except that it may begin a quarantine. */
  isRefused: boolean
  changes: ItemChange[]
  events: ItemEvent[]
}

/**
 * Writes the changes of an extraction in one commit: items, snapshots, change events and their webhook deliveries. Returns false and
 * changes nothing when the outlet differs from `seen`. That is checked even when there is nothing to write.
 *
 * @throws {StatementError}
 */
export async function writeExtraction(db: Database, write: ExtractionWrite): Promise<boolean> {
  const rows = await runStatement(db, 'write-extraction', statementOf(write))
  return rows.length > 0
}

function statementOf(write: ExtractionWrite): SQL {
  const { observedAt, isRefused, quarantine, changes, events } = write
  if (isRefused && !quarantine) return sql`with ${lockedOutlet(write)} select id from outlet`
  const at = sql`${observedAt}::timestamptz`
  const stamped = sql`
    update outlets o
    set last_extracted_at = ${isRefused ? sql`o.last_extracted_at` : at}, quarantined_at = ${quarantine ? at : sql`null`},
      quarantine = ${quarantine && storableJson(quarantine)}::jsonb
    from outlet where o.id = outlet.id
    returning o.id`
  if (changes.length === 0 && events.length === 0) return sql`with ${lockedOutlet(write)} ${stamped}`
  return sql`
    with ${lockedOutlet(write)},
    ${writtenItems(write, at)},
    ${writtenEvents(write, at)},
    ${deliverEvents()},
    stamped as (${stamped})
    select id from stamped`
}

/** Every write of items sets the outlet's times. If the times equal `seen`, the items are unchanged, too. */
const lockedOutlet = ({ seen }: ExtractionWrite): SQL => sql`
  outlet as materialized (
    select o.id, o.site, o.name, o.url
    from outlets o
    where o.id = ${seen.id} and o.last_extracted_at is not distinct from ${seen.lastExtractedAt}::timestamptz
      and o.quarantined_at is not distinct from ${seen.quarantinedAt}::timestamptz
      and o.quarantine is not distinct from ${seen.quarantine && JSON.stringify(seen.quarantine)}::jsonb
      and o.confirmations = ${seen.confirmations}::int
    for no key update
  )`

const changeColumns = { id: items.id, key: items.key, ...itemStateColumns }

const writtenItems = ({ seen, sweepId, changes }: ExtractionWrite, at: SQL): SQL => sql`
  changes as materialized (
    select coalesce(c.id, new_id('itm_')) as item_id, c.*
    from outlet cross join ${recordset('c', changes, changeColumns, ['isChanged', 'hasSnapshot'])}
  ),
  inserted as (
    insert into items (id, outlet_id, key, first_seen_at, changed_at, ${columnNames(itemStateColumns)})
    select c.item_id, ${seen.id}, c.key, ${at}, ${at}, ${fieldValues('c', itemStateColumns)} from changes c where c.id is null
  ),
  updated as (
    update items i
    set ${assignments('c', itemStateColumns)}, changed_at = case when c."isChanged" then ${at} else i.changed_at end
    from changes c
    where i.id = c.id
  ),
  appended as (
    insert into snapshots (item_id, outlet_id, observed_at, name, price_minor, currency, availability, listed, sweep_id)
    select c.item_id, ${seen.id}, ${at}, c.name, c."priceMinor", c.currency, c.availability, c.listed, ${sweepId}::text
    from changes c where c."hasSnapshot"
  )`

const writtenEvents = ({ sweepId, events }: ExtractionWrite, at: SQL): SQL => sql`
  events as materialized (
    select new_id('evt_') as event_id, e.kind, c.item_id, e.old, e.new, jsonb_build_object(
      'type', e.kind, 'timestamp', iso_time(${at}),
      'data', jsonb_build_object(
        'outlet_id', o.id, 'outlet_name', o.name, 'site', o.site, 'url', coalesce(c.url, case when c.key is null then o.url end),
        'sweep_id', ${sweepId}::text, 'observed_at', iso_time(${at}), 'old', e.old, 'new', e.new
      ) || case when c.key is null then '{}' else jsonb_build_object('item_id', c.item_id, 'key', c.key, 'name', c.name) end
    ) as payload
    from outlet o
    cross join jsonb_to_recordset(${storableJson(events)}::jsonb) as e (kind text, key text, old jsonb, new jsonb)
    left join changes c on c.key = e.key
  ),
  logged as (
    insert into change_events (id, kind, outlet_id, item_id, old, new, observed_at, sweep_id)
    select event_id, kind, o.id, item_id, old, new, ${at}, ${sweepId}::text from events cross join outlet o
  )`
