import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { type PipelineName, pipelineTerms } from '../../schema/pipelines.ts'

/**
 * Counts the attempt at a claimed record that is tried alone, before it begins: if its worker dies now, this record was the only one at work. Returns
 * false when the claim is no longer held.
 */
export async function beginAlone(
  db: Database,
  pipeline: PipelineName,
  { id, token }: { id: string; token: string },
): Promise<boolean> {
  const rows = await runStatement<{ id: string }>(
    db,
    'begin-alone',
    sql`
      update ${pipelineTerms(pipeline).table} t
      set begun = true, attempts = t.attempts + (not t.begun)::int
      where t.id = ${id} and t.lease_token = ${token}
      returning t.id`,
  )
  return rows.length === 1
}
