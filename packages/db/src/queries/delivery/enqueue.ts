import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { KindAbout } from '../../event-kinds.ts'
import { deliverEvents } from '../../fragments/deliver-events.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

interface OutboxEvent {
  /** `evt_…`, the same at every call; sent as `webhook-id`. */
  id: string
  kind: KindAbout<'job'>
  /** The whole body: `{type, timestamp, data}`. */
  payload: unknown
}

/** The events of one job. */
export interface OutboxBatch {
  /** The API key that the events belong to; null for scheduled jobs, whose events go to no endpoint. */
  keyId: string | null
  /** The job's own URL. It gets every event, without a sequence number. */
  webhookUrl: string | null
  events: OutboxEvent[]
}

/**
 * Writes the deliveries of many jobs' events: one for each endpoint of the job's API key that subscribes to the kind, and one for the
 * job's own URL. Existing deliveries stay, so a repeated batch changes nothing, and two calls at once write each delivery once. Returns
 * the number of new deliveries.
 */
export async function enqueueDeliveries(db: Database, batches: OutboxBatch[]): Promise<number> {
  const all = batches.flatMap(({ keyId, webhookUrl, events }) =>
    events.map((event) => ({ ...event, keyId, webhookUrl })),
  )
  const rows = await runStatement<{ written: number }>(
    db,
    'enqueue-deliveries',
    sql`
      with events as materialized (
        select distinct on (e.id) e.id as event_id, e.kind, e.payload, e."keyId" as key_id, e."webhookUrl" as webhook_url
        from jsonb_to_recordset(${storableJson(all)}::jsonb)
          as e (id text, kind text, payload jsonb, "keyId" text, "webhookUrl" text)
        where not exists (select from deliveries d where d.event_id = e.id)
        order by e.id
      ),
      ${deliverEvents(sql`e.key_id = v.key_id`)},
      direct as (
        insert into deliveries (id, event_id, kind, url, key_id, payload)
        select new_id('dlv_'), event_id, kind, webhook_url, key_id, payload
        from events
        where webhook_url is not null
        order by event_id
        on conflict do nothing
        returning id
      )
      select ((select count(*) from delivered) + (select count(*) from direct))::int as written`,
  )
  return rows[0]!.written
}
