import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { type PipelineName, pipelineTerms } from '../../schema/pipelines.ts'

/** The number of records that can be claimed, at most `most`. */
export async function countDueRecords(db: Database, pipeline: PipelineName, most: number): Promise<number> {
  const { table, claimable } = pipelineTerms(pipeline)
  const rows = await runStatement<{ due: number }>(
    db,
    'count-due-records',
    sql`
      select count(*)::int as due
      from (
        select from ${table} where ended_at is null and status in ${claimable} and next_attempt_at <= now() limit ${most}::int
      ) as waiting`,
  )
  return rows[0]!.due
}
