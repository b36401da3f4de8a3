import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { endLease } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'
import { type PipelineName, pipelineTerms } from '../../schema/pipelines.ts'
import { storableJson } from '../../storable-json.ts'

/** The end of a claim without a result. */
export type Return =
  /** No attempt follows. */
  | { outcome: 'failed'; error: string }
  | { outcome: 'retry'; afterSeconds: number; error: string }
  /**
   * The record cannot be processed now, so the attempt does not count. `throttled`: its domain asked for fewer requests. `outage`: an error of ours
   * keeps it from ending.
   */
  | { outcome: 'deferred'; afterSeconds: number; error: string; throttled?: boolean; outage?: boolean }
  /** Processing did not begin: the record is as before the claim, but due from now on. */
  | { outcome: 'unused' }

export type ReturnedClaim = { id: string; token: string } & Return

/** Ends claims without a result. Returns the ids of the records that were still held; the others are unchanged. */
export async function returnClaims(db: Database, pipeline: PipelineName, returned: ReturnedClaim[]): Promise<string[]> {
  const { table } = pipelineTerms(pipeline)
  const rows = await runStatement<{ id: string }>(
    db,
    'return-claims',
    sql`
      update ${table} t
      set status = case when r.outcome = 'failed' then 'failed' else t.claimed_from end,
        ended_at = case when r.outcome = 'failed' then now() end,
        claimed_from = null, ${endLease},
        claimed_by = case when r.outcome = 'failed' then t.claimed_by end,
        processing_started_at = case when r.outcome = 'failed' then t.processing_started_at end,
        attempts = t.attempts + (r.outcome in ('retry', 'failed'))::int - t.begun::int,
        -- A worker that returns the record unused has shown nothing about it.
        alone = t.alone and r.outcome = 'unused', begun = false,
        outage_since = case
          when r.outage then coalesce(t.outage_since, now())
          when r.outcome in ('deferred', 'unused') then t.outage_since
        end,
        throttles = t.throttles + coalesce(r.throttled, false)::int,
        next_attempt_at = now() + make_interval(secs => coalesce(r."afterSeconds", 0)),
        error = coalesce(r.error, t.error)
      from jsonb_to_recordset(${storableJson(returned)}::jsonb)
        as r (id text, token text, outcome text, "afterSeconds" float8, error text, throttled boolean, outage boolean)
      where t.id = r.id and t.lease_token = r.token
      returning t.id`,
  )
  return rows.map(({ id }) => id)
}
