import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { deliverEvents } from '../../fragments/deliver-events.ts'
import { kindText } from '../../fragments/kind-text.ts'
import { releasedOutlets } from '../../fragments/released-outlets.ts'
import type { SweepRow } from '../../rows/sweep-row.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

export interface SweepEnd {
  sweepId: string
  status: Exclude<SweepRow['status'], 'running'>
  /** Result counts, for people and for the `sweep.completed` webhook. */
  summary: unknown
}

/**
 * Ends a sweep and releases its remaining outlets; `releaseSweepOutlets` releases most of them before. A sweep that is completed
 * or partial sends `sweep.completed`. Returns false and only releases outlets when the sweep is unknown or had already ended.
 */
export async function finishSweep(db: Database, { sweepId, status, summary }: SweepEnd): Promise<boolean> {
  const rows = await runStatement<{ ended: boolean }>(
    db,
    'finish-sweep',
    sql`
      with held as materialized (
        select id from outlets where sweep_id = ${sweepId} order by id for no key update
      ),
      ended as (
        update sweeps
        set status = ${status}, ended_at = now(), summary = ${storableJson(summary)}::jsonb
        where id = ${sweepId} and (status = 'running' or status = 'failed' and summary->>'status' = 'not submitted' and ${status} <> 'failed')
        returning *
      ),
      ${releasedOutlets},
      events as materialized (
        select new_id('evt_') as event_id, ${kindText('sweep.completed')} as kind, jsonb_build_object(
          'type', ${kindText('sweep.completed')}, 'timestamp', iso_time(ended_at),
          'data', jsonb_build_object(
            'sweep_id', id, 'job_id', job_id, 'outlets', outlets, 'started_at', iso_time(started_at),
            'ended_at', iso_time(ended_at), 'summary', summary
          )
        ) as payload
        from ended
        where status in ('completed', 'partial')
      ),
      ${deliverEvents()}
      select exists (select from ended) as ended`,
  )
  return rows[0]!.ended
}
