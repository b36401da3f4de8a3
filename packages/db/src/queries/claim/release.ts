import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type PipelineName, pipelineTables } from '../../pipelines.ts'
import { runStatement } from '../../run-statement.ts'

/** Takes back an instance's claims by hand, before their time: their records are due again. Gives how many there were. */
export async function releaseClaims(db: Database, pipeline: PipelineName, instance: string): Promise<number> {
  const { table } = pipelineTables[pipeline]
  const rows = await runStatement<{ released: number }>(
    db,
    'release-claims',
    sql`
      with released as (
        update ${table}
        set status = claimed_from, claimed_from = null, claimed_by = null, processing_started_at = null,
          lease_token = null, lease_expires_at = null, next_attempt_at = now()
        where ended_at is null and status = 'processing' and claimed_by = ${instance}
        returning id
      )
      select count(*)::int as released from released`,
  )
  return rows[0]!.released
}
