import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type PipelineName, pipelineTables } from '../../pipelines.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/** How a claim ends without a result. */
export type Return =
  /** No attempt follows. */
  | { outcome: 'failed'; error: string }
  | { outcome: 'retry'; afterSeconds: number; error: string }
  /** It could not be done now, through no fault of its own: the attempt does not count. `throttled`: its domain asked for less. */
  | { outcome: 'deferred'; afterSeconds: number; error: string; throttled?: boolean }
  /** Not begun: as if it had never been claimed, but due from now on. */
  | { outcome: 'unused' }

export type ReturnedClaim = { id: string; token: string } & Return

/** Ends claims that came to no result. Gives the ids of those that still held their record; for the others nothing has changed. */
export async function returnClaims(db: Database, pipeline: PipelineName, returned: ReturnedClaim[]): Promise<string[]> {
  const { table } = pipelineTables[pipeline]
  const rows = await runStatement<{ id: string }>(
    db,
    'return-claims',
    sql`
      update ${table} t
      set status = case when r.outcome = 'failed' then 'failed' else t.claimed_from end,
        ended_at = case when r.outcome = 'failed' then now() end,
        claimed_from = null, lease_token = null, lease_expires_at = null,
        claimed_by = case when r.outcome = 'failed' then t.claimed_by end,
        processing_started_at = case when r.outcome = 'failed' then t.processing_started_at end,
        attempts = t.attempts - (r.outcome in ('deferred', 'unused'))::int,
        throttles = t.throttles + coalesce(r.throttled, false)::int,
        next_attempt_at = now() + make_interval(secs => coalesce(r."afterSeconds", 0)),
        error = coalesce(r.error, t.error)
      from jsonb_to_recordset(${storableJson(returned)}::jsonb)
        as r (id text, token text, outcome text, "afterSeconds" float8, error text, throttled boolean)
      where t.id = r.id and t.lease_token = r.token
      returning t.id`,
  )
  return rows.map(({ id }) => id)
}
