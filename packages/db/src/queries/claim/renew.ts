import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { afterSeconds } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'
import { type PipelineName, pipelineTerms } from '../../schema/pipelines.ts'
import { storableJson } from '../../storable-json.ts'

interface ClaimsRenewal {
  /** Records with the tokens of their claims. */
  held: Array<{ id: string; token: string }>
  leaseSeconds: number
}

/** Renews leases. Returns the ids of the records that are still held; the others ended, or another worker has claimed them. */
export async function renewClaims(
  db: Database,
  pipeline: PipelineName,
  { held, leaseSeconds }: ClaimsRenewal,
): Promise<string[]> {
  const { table } = pipelineTerms(pipeline)
  const rows = await runStatement<{ id: string }>(
    db,
    'renew-claims',
    sql`
      update ${table} t
      set lease_expires_at = ${afterSeconds(leaseSeconds)}
      from jsonb_to_recordset(${storableJson(held.map(({ id, token }) => ({ id, token })))}::jsonb) as held (id text, token text)
      where t.id = held.id and t.lease_token = held.token
      returning t.id`,
  )
  return rows.map(({ id }) => id)
}
