import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type PipelineName, pipelineTables } from '../../pipelines.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

interface ClaimsRenewal {
  /** Records with the tokens that they were claimed with. */
  held: Array<{ id: string; token: string }>
  leaseSeconds: number
}

/** Extends leases. Gives the ids of the records that are still held; the others were ended, or another has claimed them. */
export async function renewClaims(
  db: Database,
  pipeline: PipelineName,
  { held, leaseSeconds }: ClaimsRenewal,
): Promise<string[]> {
  const { table } = pipelineTables[pipeline]
  const rows = await runStatement<{ id: string }>(
    db,
    'renew-claims',
    sql`
      update ${table} t
      set lease_expires_at = now() + make_interval(secs => ${leaseSeconds}::float8)
      from jsonb_to_recordset(${storableJson(held.map(({ id, token }) => ({ id, token })))}::jsonb) as held (id text, token text)
      where t.id = held.id and t.lease_token = held.token
      returning t.id`,
  )
  return rows.map(({ id }) => id)
}
